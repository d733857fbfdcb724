package io.sonde.agent.instrumentation.websocket;

import io.micrometer.core.instrument.MeterRegistry;
import io.sonde.agent.instrumentation.Overflow;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that are open, each by an object of its server that stands for it, and the endpoints
 * that were seen, by route.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code open}</td><td>concurrent</td><td>concurrent; whoever takes a value closes its
 * session</td><td>none</td></tr>
 * <tr><td>{@code endpoints}</td><td>concurrent</td><td>locked</td><td>the object's monitor, for
 * writers, who come once for each route</td></tr>
 * </table>
 */
final class WebSocketSessions {

  /** Sessions that are followed at a time. */
  static final int MAX_SESSIONS = 65_536;

  /** Routes that are told apart. */
  static final int MAX_ROUTES = 1_000;

  /** The route of what is beyond. */
  static final String OTHER = "other";

  private static final int MAX_LENGTH = 250;

  private final MeterRegistry registry;
  private final WeakIdentityTable<WebSocketEndpoint> open;
  private final ConcurrentHashMap<String, WebSocketEndpoint> endpoints = new ConcurrentHashMap<>();
  private final Overflow refusedRoutes;

  WebSocketSessions(ProbeContext context) {
    registry = context.registry();
    refusedRoutes = new Overflow(registry, "websocket_labels");
    open = context.sideTable("websocket_sessions", MAX_SESSIONS, WebSocketEndpoint::closed);
  }

  /** A session of a route is open. */
  void opened(Object session, String route) {
    WebSocketEndpoint endpoint = endpointOf(route);
    endpoint.opened();
    if (!open.add(session, endpoint)) {
      endpoint.closed();
    }
  }

  /** The endpoint of a session that is open; null if it is not known to be. */
  @Nullable WebSocketEndpoint of(@Nullable Object session) {
    return session == null ? null : open.get(session);
  }

  /** A session is over; not for the first time, perhaps. */
  void closed(@Nullable Object session) {
    WebSocketEndpoint endpoint = session == null ? null : open.remove(session);
    if (endpoint != null) {
      endpoint.closed();
    }
  }

  private WebSocketEndpoint endpointOf(String route) {
    WebSocketEndpoint known = endpoints.get(route);
    return known == null ? add(route) : known;
  }

  private synchronized WebSocketEndpoint add(String route) {
    boolean isRefused =
        !endpoints.containsKey(route)
            && (endpoints.size() >= MAX_ROUTES || route.length() > MAX_LENGTH);
    if (isRefused) {
      refusedRoutes.increment();
    }
    return endpoints.computeIfAbsent(
        isRefused ? OTHER : route, named -> WebSocketEndpoint.show(registry, named));
  }
}
