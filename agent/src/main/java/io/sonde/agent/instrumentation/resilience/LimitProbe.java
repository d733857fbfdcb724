package io.sonde.agent.instrumentation.resilience;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Records how long a call waits for a bulkhead or a rate limiter; a count of 0 is a refusal. */
final class LimitProbe extends SondeProbe {

  private final Limits limits;

  LimitProbe(Limits limits) {
    this.limits = limits;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    return CallState.current()[CallState.MUTED] == 0 ? CallState.now() : 0L;
  }

  @Override
  public void exitCount(
      long startNanos,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      long count,
      @Nullable Throwable thrown) {
    final long waitedNanos = CallState.now() - startNanos;
    if (self != null && thrown == null) {
      limits.of(self).recordWait(count != 0, waitedNanos);
    }
  }
}
