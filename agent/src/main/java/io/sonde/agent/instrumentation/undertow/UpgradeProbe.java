package io.sonde.agent.instrumentation.undertow;

import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Says what the route is of a handshake for another protocol. */
final class UpgradeProbe extends SondeProbe {

  private final Exchanges exchanges;

  UpgradeProbe(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object exchange, @Nullable Object unused) {
    if (exchange != null) {
      exchanges.upgrades(exchange);
    }
    return 0L;
  }
}
