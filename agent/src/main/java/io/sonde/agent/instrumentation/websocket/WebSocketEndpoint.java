package io.sonde.agent.instrumentation.websocket;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/**
 * The meters of one route.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code active}</td><td>sum</td><td>atomic</td><td>none</td></tr>
 * </table>
 */
final class WebSocketEndpoint {

  /** The code of a frame of text, by RFC 6455. */
  static final int TEXT = 1;

  /** The code of a binary frame. */
  static final int BINARY = 2;

  private final LongAdder active = new LongAdder();
  private final Counter[] received;
  private final Counter[] sent;

  private WebSocketEndpoint(Counter[] received, Counter[] sent) {
    this.received = received;
    this.sent = sent;
  }

  /** Registers the meters; the registry holds the gauge's number weakly. */
  static WebSocketEndpoint show(MeterRegistry registry, String route) {
    WebSocketEndpoint endpoint =
        new WebSocketEndpoint(
            counters(registry, route, "receive"), counters(registry, route, "transmit"));
    Gauge.builder("websocket.server.active_sessions", endpoint.active, LongAdder::sum)
        .description("WebSocket sessions that the server has open.")
        .tag("http_route", route)
        .register(registry);
    return endpoint;
  }

  private static Counter[] counters(MeterRegistry registry, String route, String direction) {
    return new Counter[] {
      counter(registry, route, direction, "text"), counter(registry, route, direction, "binary")
    };
  }

  private static Counter counter(
      MeterRegistry registry, String route, String direction, String type) {
    return Counter.builder("websocket.server.messages")
        .description("Messages of the WebSocket sessions of a server.")
        .tags(
            "http_route", route, "network_io_direction", direction, "websocket_message_type", type)
        .register(registry);
  }

  /** A session is open. */
  void opened() {
    active.increment();
  }

  /** A session is over; called once for each {@link #opened}. */
  void closed() {
    active.decrement();
  }

  /** A message came, or the beginning of one; {@code code} of other frames counts nothing. */
  void received(int code) {
    if (code == TEXT || code == BINARY) {
      received[code - TEXT].increment();
    }
  }

  /** As {@link #received}, of one that goes out. */
  void sent(int code) {
    if (code == TEXT || code == BINARY) {
      sent[code - TEXT].increment();
    }
  }
}
