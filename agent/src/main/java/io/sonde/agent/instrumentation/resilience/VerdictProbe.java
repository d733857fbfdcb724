package io.sonde.agent.instrumentation.resilience;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Records calls that a breaker let pass and judged, with the duration that it was told. */
final class VerdictProbe extends SondeProbe {

  private final Breakers breakers;
  private final int kind;

  VerdictProbe(Breakers breakers, int kind) {
    this.breakers = breakers;
    this.kind = kind;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    return CallState.current()[CallState.MUTED] == 0 ? 1L : 0L;
  }

  @Override
  public void exitCount(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      long count,
      @Nullable Throwable thrown) {
    if (self != null && first instanceof TimeUnit unit) {
      breakers.of(self).recordCall(kind, unit.toNanos(count));
    }
  }
}
