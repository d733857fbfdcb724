package io.sonde.testapp.shop.web;

import io.sonde.testapp.shop.payment.PaymentClient;
import io.sonde.testapp.shop.store.Order;
import io.sonde.testapp.shop.store.OrderStore;
import io.sonde.testapp.shop.store.Product;
import io.sonde.testapp.shop.store.ProductStore;
import io.sonde.testapp.shop.web.Call.BadRequestException;
import io.sonde.testapp.shop.work.EventHub;
import io.sonde.testapp.shop.work.WorkQueue;
import jakarta.servlet.http.HttpServletResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** {@code GET /orders/7}, {@code GET /orders} and {@code POST /orders}. */
public final class OrderEndpoints {

  private static final int ITEMS_LIMIT = 20;
  private static final int QUANTITY_LIMIT = 1_000;

  private final OrderStore orders;
  private final ProductStore products;
  private final PaymentClient payment;
  private final WorkQueue workers;
  private final EventHub events;
  private final LongAdder invoicedCharacters = new LongAdder();

  public OrderEndpoints(
      OrderStore orders,
      ProductStore products,
      PaymentClient payment,
      WorkQueue workers,
      EventHub events) {
    this.orders = orders;
    this.products = products;
    this.payment = payment;
    this.workers = workers;
    this.events = events;
  }

  public void map(ShopServer server) {
    server.map("/orders/*", Endpoint.get(this::one));
    server.map("/orders", Endpoint.getAndPost(this::latest, this::create));
  }

  private Reply one(Call call) throws Exception {
    return Reply.of(orders.find(call.pathNumber(0, Integer.MAX_VALUE)));
  }

  private Reply latest(Call call) throws Exception {
    return Reply.ok(orders.latest());
  }

  /**
   * Stores the order in one transaction; charges it afterwards, with no connection held; then
   * writes the invoice in the background. An order that could not be charged stays new and is
   * answered 202.
   */
  private Reply create(Call call) throws Exception {
    Order.Draft draft = call.body(Order.Draft.class);
    Order order = orders.create(draft.customerId(), priced(draft));
    boolean paid = payment.charge(order.id(), order.totalCents());
    if (paid) {
      order = order.withStatus("paid");
      orders.setStatus(order.id(), order.status());
    }
    invoice(order);
    events.publish("order", Reply.json(Map.of("id", order.id(), "status", order.status())));
    return new Reply(
        paid ? HttpServletResponse.SC_CREATED : HttpServletResponse.SC_ACCEPTED, order);
  }

  private List<Order.Item> priced(Order.Draft draft) throws BadRequestException, SQLException {
    if (draft.items().isEmpty() || draft.items().size() > ITEMS_LIMIT) {
      throw new BadRequestException("items: give 1 to " + ITEMS_LIMIT);
    }
    Set<Integer> ids =
        draft.items().stream().map(Order.DraftItem::productId).collect(Collectors.toSet());
    Map<Integer, Product> found = products.findAll(ids);
    List<Order.Item> items = new ArrayList<>();
    for (Order.DraftItem item : draft.items()) {
      Product product = found.get(item.productId());
      if (product == null || item.quantity() < 1 || item.quantity() > QUANTITY_LIMIT) {
        throw new BadRequestException("items: no such product, or quantity not in 1 to 1000");
      }
      items.add(
          new Order.Item(product.id(), product.name(), item.quantity(), product.priceCents()));
    }
    return items;
  }

  private void invoice(Order order) {
    try {
      workers.submit(WorkQueue.Priority.LAZY, () -> writeInvoice(order));
    } catch (RejectedExecutionException e) {
      // Counted by the queue; an order does not fail for its invoice.
    }
  }

  private void writeInvoice(Order order) {
    StringBuilder invoice = new StringBuilder("Invoice for order ").append(order.id()).append('\n');
    for (Order.Item item : order.items()) {
      invoice.append(item.quantity()).append(" x ").append(item.productName()).append('\n');
    }
    invoicedCharacters.add(invoice.length());
  }
}
