package io.sonde.testapp.shop.payment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sonde.testapp.shop.truth.Tally;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A small payment service on the loopback address: {@code POST /payments} takes a payment, {@code
 * GET /risk?ms=20} answers after a while, {@code GET /stats} returns the service's own counts.
 */
public final class PaymentServer implements AutoCloseable {

  private static final int THREADS = 64;
  private static final int BACKLOG = 256;
  private static final int BODY_LIMIT_BYTES = 65_536;
  private static final int RISK_DEFAULT_MILLIS = 20;
  private static final int RISK_LIMIT_MILLIS = 5_000;
  static final String RISK_HEADER = "X-Risk";
  private static final ObjectMapper JSON = new ObjectMapper();

  static {
    // Without it the JDK's server waits for delayed acknowledgements, about 40 ms, on kept
    // connections.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService executor;
  private final Tally exchanges = new Tally();
  private final AtomicLong payments = new AtomicLong();
  private final int failEvery;

  private PaymentServer(HttpServer server, ExecutorService executor, int failEvery) {
    this.server = server;
    this.executor = executor;
    this.failEvery = failEvery;
  }

  /**
   * Starts the service.
   *
   * @param port 0 for any free one
   * @param failEvery every so many payments one is answered 503; 0 for never
   */
  public static PaymentServer start(int port, int failEvery) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    HttpServer server = HttpServer.create(address, BACKLOG);
    AtomicLong threads = new AtomicLong();
    ExecutorService executor =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "payment-" + threads.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    PaymentServer payment = new PaymentServer(server, executor, failEvery);
    server.createContext("/payments", payment::pay);
    server.createContext("/risk", payment::risk);
    server.createContext("/stats", payment::stats);
    server.setExecutor(executor);
    server.start();
    return payment;
  }

  /** Returns where the service listens, without a slash at the end. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Returns the service's own counts by "METHOD path status". */
  public Map<String, Long> exchanges() {
    return exchanges.counts();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private void pay(HttpExchange exchange) throws IOException {
    drain(exchange);
    if (!exchange.getRequestMethod().equals("POST")) {
      answer(exchange, "/payments", 405);
      return;
    }
    long number = payments.incrementAndGet();
    if (failEvery > 0 && number % failEvery == 0) {
      answer(exchange, "/payments", 503);
    } else {
      exchange.getResponseHeaders().set("Location", "/payments/" + number);
      answer(exchange, "/payments", 201);
    }
  }

  private void risk(HttpExchange exchange) throws IOException {
    drain(exchange);
    try {
      Thread.sleep(millis(exchange.getRequestURI()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.getResponseHeaders().set(RISK_HEADER, "low");
    answer(exchange, "/risk", 200);
  }

  private void stats(HttpExchange exchange) throws IOException {
    drain(exchange);
    byte[] json = JSON.writeValueAsBytes(exchanges());
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    try (exchange) {
      exchange.sendResponseHeaders(200, json.length);
      exchange.getResponseBody().write(json);
    }
  }

  private static int millis(URI uri) {
    String query = uri.getQuery();
    if (query == null || !query.matches("ms=\\d{1,6}")) {
      return RISK_DEFAULT_MILLIS;
    }
    return Math.min(RISK_LIMIT_MILLIS, Integer.parseInt(query.substring("ms=".length())));
  }

  private static void drain(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readNBytes(BODY_LIMIT_BYTES);
  }

  /**
   * Answers without a body. The JDK's server sends headers and body apart; on a kept connection the
   * body would then wait some 40 ms for the client's delayed acknowledgement, unless a property was
   * set before the first server of this JVM, whoever started it.
   */
  private void answer(HttpExchange exchange, String path, int status) throws IOException {
    // Counted before the answer leaves, so that whoever has the answer finds it counted.
    exchanges.count(exchange.getRequestMethod() + " " + path + " " + status);
    try (exchange) {
      exchange.sendResponseHeaders(status, -1);
    }
  }
}
