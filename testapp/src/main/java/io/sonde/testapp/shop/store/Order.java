package io.sonde.testapp.shop.store;

import java.util.List;

/** An order with its items. */
public record Order(long id, int customerId, String status, long totalCents, List<Item> items) {

  public Order {
    items = List.copyOf(items);
  }

  /** Returns the same order in another state. */
  public Order withStatus(String newStatus) {
    return new Order(id, customerId, newStatus, totalCents, items);
  }

  /** One line of an order. */
  public record Item(int productId, String productName, int quantity, int priceCents) {}

  /** An order without its items, as lists show it. */
  public record Heading(long id, int customerId, String status, long totalCents) {}

  /** What a customer asks for. */
  public record Draft(int customerId, List<DraftItem> items) {
    public Draft {
      items = items == null ? List.of() : List.copyOf(items);
    }
  }

  /** One line of a draft. */
  public record DraftItem(int productId, int quantity) {}
}
