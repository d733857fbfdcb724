package io.sonde.agent.instrumentation.undertow;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Gives requests up that are a servlet container's. */
final class ServletProbe extends SondeProbe {

  private final Exchanges exchanges;

  ServletProbe(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object exchange, @Nullable Object unused) {
    if (exchange != null) {
      exchanges.givesUp(CallState.current(), exchange);
    }
    return 0L;
  }
}
