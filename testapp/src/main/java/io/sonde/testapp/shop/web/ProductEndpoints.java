package io.sonde.testapp.shop.web;

import io.sonde.testapp.shop.store.ProductStore;

/** {@code GET /products/7} and {@code GET /products?after=0}. */
public final class ProductEndpoints {

  private final ProductStore products;

  public ProductEndpoints(ProductStore products) {
    this.products = products;
  }

  public void map(ShopServer server) {
    server.map("/products/*", Endpoint.get(this::one));
    server.map("/products", Endpoint.get(this::page));
  }

  private Reply one(Call call) throws Exception {
    return Reply.of(products.find(call.pathNumber(0, Integer.MAX_VALUE)));
  }

  private Reply page(Call call) throws Exception {
    return Reply.ok(products.page(call.parameter("after", 0, 0, Integer.MAX_VALUE)));
  }
}
