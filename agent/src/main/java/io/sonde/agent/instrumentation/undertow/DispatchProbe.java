package io.sonde.agent.instrumentation.undertow;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Notes requests that are about to go on elsewhere, before another thread can see them. */
final class DispatchProbe extends SondeProbe {

  private final Exchanges exchanges;

  DispatchProbe(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object exchange, @Nullable Object unused) {
    long[] state = CallState.current();
    if (state[CallState.SERVER] == Exchanges.MEASURED && exchange != null) {
      exchanges.dispatches(state, exchange);
    }
    return 0L;
  }
}
