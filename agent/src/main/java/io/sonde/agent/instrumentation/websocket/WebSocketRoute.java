package io.sonde.agent.instrumentation.websocket;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.LibraryField;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.routes.RouteHandle;
import io.sonde.agent.routes.RouteTable;
import org.jspecify.annotations.Nullable;

/**
 * The route of a session: the path of its web application and its endpoint's template, or that of
 * its handshake.
 *
 * <p>A configuration tells a template if it is of a class of the API's or the server's. Others may
 * say anything, Spring's says the path of the request.
 */
final class WebSocketRoute {

  /** The route of what nothing is known of. */
  static final String UNKNOWN = "/*";

  private static final int MAX_WRAPPERS = 8;

  private static final LibraryMethod JAVAX_PATH =
      new LibraryMethod("javax.websocket.server.ServerEndpointConfig", "getPath");
  private static final LibraryMethod JAKARTA_PATH =
      new LibraryMethod("jakarta.websocket.server.ServerEndpointConfig", "getPath");

  /** What Tomcat's wrapper of a configuration has in it, one for each session. */
  private static final LibraryField IN_TOMCATS = new LibraryField("perEndpointConfig");

  /** What Jetty's wrappers have in them. */
  private static final LibraryField IN_JETTYS = new LibraryField("_endpointConfig");

  /** What Open Liberty's wrapper of a configuration has in it, one for each session. */
  private static final LibraryField IN_LIBERTYS = new LibraryField("epc");

  private final RouteTable routes;

  WebSocketRoute(ProbeContext context) {
    routes = RouteTable.of(context);
  }

  /**
   * The route of a session whose handshake the thread has just ended.
   *
   * @param config the configuration of its endpoint, or null
   */
  String afterHandshake(@Nullable Object config) {
    long[] state = CallState.current();
    RouteHandle handshake = routes.byNumber(state[CallState.UPGRADED]);
    state[CallState.UPGRADED] = 0;
    String template = templateOf(config);
    if (template == null) {
      return handshake == null ? UNKNOWN : handshake.route();
    }
    return (handshake == null ? "" : handshake.contextPath()) + template;
  }

  /** Whether a configuration is that of a server's endpoint; it may be the application's own. */
  static boolean isServer(@Nullable Object config) {
    return JAKARTA_PATH.isOf(config) || JAVAX_PATH.isOf(config);
  }

  private static @Nullable String templateOf(@Nullable Object config) {
    Object inner = config;
    for (int depth = 0; depth < MAX_WRAPPERS; depth++) {
      Object wrapped = wrappedIn(inner);
      if (wrapped == null) {
        break;
      }
      inner = wrapped;
    }
    return inner != null && saysTemplates(inner.getClass().getName()) ? pathOf(inner) : null;
  }

  private static @Nullable Object wrappedIn(@Nullable Object config) {
    Object wrapped = IN_JETTYS.get(config);
    if (wrapped == null) {
      wrapped = IN_TOMCATS.get(config);
    }
    return wrapped == null ? IN_LIBERTYS.get(config) : wrapped;
  }

  private static boolean saysTemplates(String type) {
    return type.equals("jakarta.websocket.server.DefaultServerEndpointConfig")
        || type.equals("javax.websocket.server.DefaultServerEndpointConfig")
        || type.startsWith("org.eclipse.jetty.");
  }

  private static @Nullable String pathOf(@Nullable Object config) {
    Object path = JAKARTA_PATH.call(config);
    if (path == null) {
      path = JAVAX_PATH.call(config);
    }
    return path instanceof String text ? text : null;
  }
}
