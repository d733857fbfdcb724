package io.sonde.testapp.shop.web;

import io.sonde.testapp.shop.store.CustomerStore;

/** {@code GET /customers/7}. */
public final class CustomerEndpoints {

  private final CustomerStore customers;

  public CustomerEndpoints(CustomerStore customers) {
    this.customers = customers;
  }

  public void map(ShopServer server) {
    server.map("/customers/*", Endpoint.get(this::one));
  }

  private Reply one(Call call) throws Exception {
    return Reply.of(customers.find(call.pathNumber(0, Integer.MAX_VALUE)));
  }
}
