package io.sonde.testapp.shop;

import io.sonde.testapp.shop.payment.PaymentClient;
import io.sonde.testapp.shop.payment.PaymentServer;
import io.sonde.testapp.shop.payment.RiskClient;
import io.sonde.testapp.shop.store.CarelessStore;
import io.sonde.testapp.shop.store.CustomerStore;
import io.sonde.testapp.shop.store.Database;
import io.sonde.testapp.shop.store.DatabaseConfig;
import io.sonde.testapp.shop.store.OrderStore;
import io.sonde.testapp.shop.store.ProductStore;
import io.sonde.testapp.shop.store.ReportStore;
import io.sonde.testapp.shop.store.Schema;
import io.sonde.testapp.shop.truth.Truth;
import io.sonde.testapp.shop.web.CarelessEndpoints;
import io.sonde.testapp.shop.web.CustomerEndpoints;
import io.sonde.testapp.shop.web.DiagnosticEndpoints;
import io.sonde.testapp.shop.web.LeakEndpoint;
import io.sonde.testapp.shop.web.OrderEndpoints;
import io.sonde.testapp.shop.web.ProductEndpoints;
import io.sonde.testapp.shop.web.ReportEndpoints;
import io.sonde.testapp.shop.web.ShopServer;
import io.sonde.testapp.shop.work.CronJobs;
import io.sonde.testapp.shop.work.EventHub;
import io.sonde.testapp.shop.work.HotSpots;
import io.sonde.testapp.shop.work.Leak;
import io.sonde.testapp.shop.work.WorkQueue;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

/** A running shop: the one place where its parts are put together. */
public final class Shop implements AutoCloseable {

  private static final long POOL_TIMEOUT_MILLIS = 5_000;
  private static final int STARVED_POOL_SIZE = 2;
  private static final long STARVED_TIMEOUT_MILLIS = 2_000;
  private static final int NARROW_CAPACITY = 50;
  private static final long HEARTBEAT_MILLIS = 1_000;
  private static final int KEPT_ORDERS = 20_000;
  private static final int SLOW_LEAK_BYTES = 65_536;

  private final Truth truth = new Truth();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final ShopServer server;
  private final URI paymentUrl;

  private Shop(ShopConfig config) throws Exception {
    try {
      this.paymentUrl = payment(config);
      this.server = open(config);
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  /** Opens the database, fills it, and starts everything. */
  public static Shop start(ShopConfig config) throws Exception {
    return new Shop(config);
  }

  /** Returns where the shop listens, without a slash at the end. */
  public URI url() {
    return server.url();
  }

  /** Returns where the payment service listens. */
  public URI paymentUrl() {
    return paymentUrl;
  }

  /** Returns the shop's own counters. */
  public Truth truth() {
    return truth;
  }

  /** Stops what was started, the last first. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        System.err.println("shop: " + part.getClass().getSimpleName() + " did not stop: " + e);
      }
    }
  }

  private URI payment(ShopConfig config) throws Exception {
    if (config.paymentUrl() != null) {
      return config.paymentUrl();
    }
    return opened(PaymentServer.start(0, config.paymentFailEvery())).url();
  }

  private ShopServer open(ShopConfig config) throws Exception {
    DatabaseConfig tables = config.database();
    Database database =
        opened(Database.open(tables, "shop-pool", config.poolSize(), POOL_TIMEOUT_MILLIS, truth));
    Schema schema = new Schema(database, truth);
    schema.create(tables.vendor());
    if (tables.vendor() == DatabaseConfig.Vendor.H2) {
      parts.push(schema::release);
    }
    Database starved =
        opened(
            Database.open(
                tables, "starved-pool", STARVED_POOL_SIZE, STARVED_TIMEOUT_MILLIS, truth));
    EventHub events = opened(new EventHub(truth));
    WorkQueue workers =
        opened(new WorkQueue("shop-worker", config.workers(), config.queueCapacity(), truth));
    WorkQueue narrow = opened(new WorkQueue("shop-narrow", 1, NARROW_CAPACITY, truth));
    ProductStore products = new ProductStore(database, truth);
    OrderStore orders = new OrderStore(database, truth);
    CronJobs cron = opened(new CronJobs(truth));
    Leak leak = new Leak();
    schedule(config, cron, events, products, orders, leak);

    PaymentClient payment = new PaymentClient(paymentUrl, truth);
    ShopServer web = opened(new ShopServer(config.port(), truth, events));
    new ProductEndpoints(products).map(web);
    new OrderEndpoints(orders, products, payment, workers, events).map(web);
    new CustomerEndpoints(new CustomerStore(database, truth)).map(web);
    new ReportEndpoints(new ReportStore(database, truth), workers).map(web);
    new DiagnosticEndpoints(truth, payment).map(web);
    new CarelessEndpoints(
            new CarelessStore(database, tables.vendor(), truth),
            new CarelessStore(starved, tables.vendor(), truth),
            new RiskClient(paymentUrl, truth),
            new HotSpots(),
            narrow)
        .map(web);
    if (config.leak()) {
      new LeakEndpoint(leak).map(web);
    }
    web.start();
    return web;
  }

  private static void schedule(
      ShopConfig config,
      CronJobs cron,
      EventHub events,
      ProductStore products,
      OrderStore orders,
      Leak leak) {
    AtomicInteger runs = new AtomicInteger();
    cron.every(HEARTBEAT_MILLIS, () -> events.publish("heartbeat", "{}"));
    if (config.cronMillis() > 0) {
      cron.every(
          config.cronMillis(),
          () -> {
            int run = runs.getAndIncrement();
            products.reprice(run / 2, run % 2 == 0);
          });
      cron.every(config.cronMillis(), () -> orders.deleteAllBut(KEPT_ORDERS));
    }
    if (config.leak()) {
      cron.every(HEARTBEAT_MILLIS, () -> leak.grow(SLOW_LEAK_BYTES));
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }
}
