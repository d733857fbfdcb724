package io.sonde.host.embedded;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** A request served by Undertow without servlets, at once and by a worker. */
public final class SteadyUndertow {

  private SteadyUndertow() {}

  /** Calls by name. */
  public static Map<String, Callable<Object>> calls() {
    String body = new String(Browser.body(), StandardCharsets.US_ASCII);
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    HttpHandler answer = exchange -> exchange.getResponseSender().send(body);
    calls.put("handler.request", new Browser(port(answer))::get);
    HttpHandler write = exchange -> exchange.getOutputStream().write(Browser.body());
    calls.put("handler-blocking.request", new Browser(port(new BlockingHandler(write)))::get);
    return calls;
  }

  private static int port(HttpHandler handler) {
    Undertow undertow =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(Handlers.path().addPrefixPath("/steady", handler))
            .build();
    undertow.start();
    return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
  }
}
