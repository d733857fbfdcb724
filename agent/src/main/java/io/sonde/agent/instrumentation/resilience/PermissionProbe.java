package io.sonde.agent.instrumentation.resilience;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Counts what a breaker refuses; the first argument is not null if it did. */
final class PermissionProbe extends SondeProbe {

  private final Breakers breakers;

  PermissionProbe(Breakers breakers) {
    this.breakers = breakers;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    if (self != null && CallState.current()[CallState.MUTED] == 0) {
      NamedBreaker breaker = breakers.of(self);
      if (first != null) {
        breaker.recordRefusal();
      }
    }
    return 0L;
  }
}
