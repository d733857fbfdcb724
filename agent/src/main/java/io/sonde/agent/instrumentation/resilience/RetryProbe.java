package io.sonde.agent.instrumentation.resilience;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Finds the retries that are used. */
final class RetryProbe extends SondeProbe {

  private final Retries retries;

  RetryProbe(Retries retries) {
    this.retries = retries;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    if (self != null && CallState.current()[CallState.MUTED] == 0) {
      retries.see(self);
    }
    return 0L;
  }
}
