package io.sonde.agent.instrumentation.httpclient;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.sonde.agent.instrumentation.Overflow;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of HTTP clients: {@code http.client.request.duration}, {@code
 * http.client.active_requests}, {@code http.client.connection.wait.time} and {@code
 * http.client.open_connections}.
 */
final class ClientMeters {

  private static final String[] METHOD_NAMES = {
    "_OTHER", "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
    "QUERY",
  };

  private static final String STATE = "http_connection_state";

  private final MeterRegistry registry;
  private final Duration[] callBounds;
  private final Duration[] waitBounds;
  private final Overflow refusedServers;
  private final Overflow refusedOutcomes;

  ClientMeters(MeterRegistry registry, Duration[] callBounds, Duration[] waitBounds) {
    this.registry = registry;
    this.callBounds = callBounds;
    this.waitBounds = waitBounds;
    this.refusedServers = new Overflow(registry, "http_client_labels");
    this.refusedOutcomes = new Overflow(registry, "http_client_outcomes");
  }

  /** The number of a method; 0 for what no standard knows. */
  static int methodNumber(@Nullable String method) {
    if (method != null) {
      for (int i = 1; i < METHOD_NAMES.length; i++) {
        if (METHOD_NAMES[i].equals(method)) {
          return i;
        }
      }
    }
    return 0;
  }

  /** Counts a call of a server that is not told apart. */
  void refuseServer() {
    refusedServers.increment();
  }

  /** Registers the gauge of a server; the count is held weakly. */
  void showActive(String address, String port, LongAdder active) {
    Gauge.builder("http.client.active_requests", active, LongAdder::sum)
        .description("Outgoing HTTP calls that are under way.")
        .tags("server_address", address, "server_port", port)
        .register(registry);
  }

  /** Registers the gauges of a server's pooled connections; the server is held weakly. */
  void showConnections(String address, String port, ServerHandle server) {
    Tags tags = Tags.of("server_address", address, "server_port", port);
    showConnections(tags.and(STATE, "idle"), server, ServerHandle::idleConnections);
    showConnections(tags.and(STATE, "used"), server, ServerHandle::usedConnections);
  }

  private void showConnections(
      Tags tags, ServerHandle server, ToDoubleFunction<ServerHandle> count) {
    Gauge.builder("http.client.open_connections", server, count)
        .description("Connections in the pools of HTTP clients.")
        .tags(tags)
        .register(registry);
  }

  /** The timer of an outcome; {@code status} 0 and {@code error} null mean "none". */
  Timer timer(String address, String port, int method, int status, @Nullable String error) {
    String statusText = status >= 100 && status <= 999 ? Integer.toString(status) : "";
    String errorType = "";
    if (status >= 400 && !statusText.isEmpty()) {
      errorType = statusText;
    } else if (error != null) {
      errorType = error;
    }
    return timer(address, port, METHOD_NAMES[method], statusText, errorType);
  }

  /** The timer of waits for a connection to a server. */
  Timer waitTimer(String address, String port) {
    return Timer.builder("http.client.connection.wait.time")
        .description("Time that HTTP calls waited for a connection of their client's pool.")
        .tags("server_address", address, "server_port", port)
        .serviceLevelObjectives(waitBounds)
        .register(registry);
  }

  /** The timer of what a server has too many of. */
  Timer overflowTimer(String address, String port, int method) {
    refusedOutcomes.increment();
    return timer(address, port, METHOD_NAMES[method], ServerTable.OTHER, ServerTable.OTHER);
  }

  private Timer timer(String address, String port, String method, String status, String errorType) {
    return Timer.builder("http.client.request.duration")
        .description("Duration of outgoing HTTP calls, redirects included.")
        .tags(
            "http_request_method",
            method,
            "server_address",
            address,
            "server_port",
            port,
            "http_response_status_code",
            status,
            "error_type",
            errorType)
        .serviceLevelObjectives(callBounds)
        .register(registry);
  }
}
