package io.sonde.agent.instrumentation.resilience;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Records how long a rate limiter tells a call to wait; less than 0 is a refusal. */
final class ReservationProbe extends SondeProbe {

  private final Limits limits;

  ReservationProbe(Limits limits) {
    this.limits = limits;
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
      long waitNanos,
      @Nullable Throwable thrown) {
    if (self != null && thrown == null) {
      limits.of(self).recordWait(waitNanos >= 0, Math.max(waitNanos, 0));
    }
  }
}
