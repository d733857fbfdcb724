package io.sonde.testapp.shop.web;

import io.sonde.testapp.shop.work.Leak;
import java.util.Map;

/** {@code GET /bad/leak?kb=16}: keeps memory for ever. */
public final class LeakEndpoint {

  private final Leak leak;

  public LeakEndpoint(Leak leak) {
    this.leak = leak;
  }

  public void map(ShopServer server) {
    server.map("/bad/leak", Endpoint.get(this::grow));
  }

  private Reply grow(Call call) throws Exception {
    return Reply.ok(Map.of("keptBytes", leak.grow(call.parameter("kb", 16, 1, 1_024) * 1_024)));
  }
}
