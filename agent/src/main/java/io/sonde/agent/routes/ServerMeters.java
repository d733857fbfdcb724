package io.sonde.agent.routes;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sonde.agent.instrumentation.Overflow;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The meters of HTTP servers: {@code http.server.request.duration}, {@code
 * http.server.active_requests} and those of streams of events.
 */
final class ServerMeters {

  private static final String[] METHOD_NAMES = {
    "_OTHER", "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
    "QUERY",
  };

  /** Bounds of what is open for as long as somebody looks on. */
  private static final Duration[] STREAM_BOUNDS = {
    Duration.ofSeconds(1),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofHours(1),
    Duration.ofHours(4),
    Duration.ofHours(12),
  };

  /** How many methods are told apart; their numbers are below it. */
  static final int METHODS = METHOD_NAMES.length;

  private final MeterRegistry registry;
  private final Duration[] callBounds;
  private final LongAdder[] active = new LongAdder[METHODS];
  private final Overflow refusedRoutes;
  private final Overflow refusedOutcomes;

  ServerMeters(MeterRegistry registry, Duration[] callBounds) {
    this.registry = registry;
    this.callBounds = callBounds;
    this.refusedRoutes = new Overflow(registry, "http_server_labels");
    this.refusedOutcomes = new Overflow(registry, "http_server_outcomes");
    for (int i = 0; i < METHODS; i++) {
      active[i] = new LongAdder();
    }
  }

  /** The number of a method; 0 for what no standard knows. */
  static int methodNumber(@Nullable String method) {
    if (method != null) {
      for (int i = 1; i < METHODS; i++) {
        if (METHOD_NAMES[i].equals(method)) {
          return i;
        }
      }
    }
    return 0;
  }

  /** Counts a request whose route is not told apart. */
  void refuseRoute() {
    refusedRoutes.increment();
  }

  /** Requests of a method that are being served. */
  LongAdder active(int method) {
    return active[method];
  }

  /** The label value of a method's number. */
  static String methodName(int method) {
    return METHOD_NAMES[method];
  }

  /** Registers the gauge of a method, if it is not. */
  void showActive(int method) {
    Gauge.builder("http.server.active_requests", active[method], LongAdder::sum)
        .description("HTTP requests that are being served.")
        .tag("http_request_method", METHOD_NAMES[method])
        .register(registry);
  }

  /** The meters of a route's streams of events; called once for each route and method. */
  EventStreams eventStreams(int method, String route) {
    LongAdder active = new LongAdder();
    Gauge.builder("http.server.active_event_streams", active, LongAdder::sum)
        .description("Streams of server-sent events that are open.")
        .tags("http_request_method", METHOD_NAMES[method], "http_route", route)
        .register(registry);
    return new EventStreams(
        active,
        Timer.builder("http.server.event_stream.duration")
            .description("How long streams of server-sent events were open.")
            .tags("http_request_method", METHOD_NAMES[method], "http_route", route)
            .serviceLevelObjectives(STREAM_BOUNDS)
            .register(registry));
  }

  /** The timer of an outcome; {@code status} 0 and {@code error} null mean "none". */
  Timer timer(int method, String route, int status, @Nullable String error) {
    boolean statusKnown = status >= 100 && status <= 999;
    String statusText = statusKnown ? Integer.toString(status) : "";
    String errorType = error != null ? error : status >= 500 && statusKnown ? statusText : "";
    return timer(METHOD_NAMES[method], route, statusText, errorType);
  }

  /** The timer of what a route has too many of. */
  Timer overflowTimer(int method, String route) {
    refusedOutcomes.increment();
    return timer(METHOD_NAMES[method], route, RouteTable.OTHER, RouteTable.OTHER);
  }

  private Timer timer(String method, String route, String status, String errorType) {
    return Timer.builder("http.server.request.duration")
        .description("Duration of HTTP requests as the server's filters and handlers see them.")
        .tags(
            "http_request_method",
            method,
            "http_route",
            route,
            "http_response_status_code",
            status,
            "error_type",
            errorType)
        .serviceLevelObjectives(callBounds)
        .register(registry);
  }
}
