package io.sonde.agent.instrumentation.undertow;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Begins requests where an exchange is first passed to a handler. */
final class RootProbe extends SondeProbe {

  private final Exchanges exchanges;

  RootProbe(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object exchange, @Nullable Object unused) {
    long[] state = CallState.current();
    return state[CallState.MUTED] != 0 || state[CallState.SERVER] != 0 || exchange == null
        ? 0L
        : exchanges.begins(state, exchange);
  }

  @Override
  public void exit(
      long startNanos,
      @Nullable Object self,
      @Nullable Object exchange,
      @Nullable Object unused,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    final long nowNanos = CallState.now();
    long[] state = CallState.current();
    if (state[CallState.SERVER] == Exchanges.MEASURED && exchange != null) {
      exchanges.leaves(state, exchange, startNanos, nowNanos);
    }
  }
}
