package io.sonde.host.framework;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.PathHandler;

/** Undertow without servlets: handlers that answer in every way, behind every kind of path. */
public final class UndertowOrders {

  private UndertowOrders() {}

  /** Starts it. */
  public static void start(int port) {
    RoutingHandler orders =
        Handlers.routing()
            .get("/orders", exchange -> exchange.getResponseSender().send("all"))
            .get("/orders/{id}", exchange -> exchange.getResponseSender().send("one"))
            .get("/orders/gone/{id}", exchange -> exchange.setStatusCode(410))
            .get("/orders/fail/{id}", UndertowOrders::fail)
            .get("/orders/blocking/{id}", new BlockingHandler(UndertowOrders::block))
            .get("/orders/stuck/{id}", new BlockingHandler(UndertowOrders::fail))
            .get("/orders/later/{id}", UndertowOrders::later);
    PathHandler paths =
        Handlers.path()
            .addPrefixPath("/api", orders)
            .addPrefixPath("/files", exchange -> exchange.getResponseSender().send("file"))
            .addExactPath("/health", exchange -> exchange.getResponseSender().send("well"));
    Undertow.builder().addHttpListener(port, "127.0.0.1").setHandler(paths).build().start();
  }

  private static void fail(HttpServerExchange exchange) {
    throw new IllegalStateException("fail");
  }

  /** On a worker, whose end is the exchange's. */
  private static void block(HttpServerExchange exchange) throws Exception {
    exchange.getOutputStream().write('b');
  }

  /** An answer from a thread of the application's own. */
  private static void later(HttpServerExchange exchange) {
    HttpHandler send = late -> late.getResponseSender().send("later");
    exchange.dispatch(task -> new Thread(task, "framework").start(), send);
  }
}
