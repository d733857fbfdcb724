package io.sonde.agent.instrumentation.undertow;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Ends requests where an exchange is complete. */
final class CompleteProbe extends SondeProbe {

  private final Exchanges exchanges;

  CompleteProbe(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object exchange, @Nullable Object unused) {
    final long nowNanos = CallState.now();
    if (exchange != null) {
      exchanges.completes(exchange, nowNanos);
    }
    return 0L;
  }
}
