package io.sonde.host.embedded;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;

/** A request served by reactor-netty. */
public final class SteadyReactive {

  private SteadyReactive() {}

  /** Calls by name. */
  public static Map<String, Callable<Object>> calls() {
    String body = new String(Browser.body(), StandardCharsets.US_ASCII);
    int port =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle((request, response) -> response.sendString(Mono.just(body)))
            .bindNow()
            .port();
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    calls.put("reactor-netty.request", new Browser(port)::get);
    return calls;
  }
}
