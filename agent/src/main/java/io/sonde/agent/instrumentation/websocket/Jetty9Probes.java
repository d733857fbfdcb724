package io.sonde.agent.instrumentation.websocket;

import io.sonde.agent.instrumentation.LibraryField;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * The probes of Jetty 9's sessions, each of which is held by its connection: frames come to a
 * session and go out by the connection, which knows no session in early versions.
 */
final class Jetty9Probes {

  private static final LibraryField CONNECTION = new LibraryField("connection");
  private static final LibraryField POLICY = new LibraryField("policy");
  private static final LibraryField BEHAVIOR = new LibraryField("behavior");

  /** The configuration of an endpoint of the API; sessions of Jetty's own have none. */
  private static final LibraryField CONFIG = new LibraryField("config");

  private static final LibraryMethod CODE =
      new LibraryMethod("org.eclipse.jetty.websocket.api.extensions.Frame", "getOpCode");

  private final WebSocketSessions sessions;
  private final WebSocketRoute routes;

  private Jetty9Probes(WebSocketSessions sessions, WebSocketRoute routes) {
    this.sessions = sessions;
    this.routes = routes;
  }

  static void install(ProbeContext context, WebSocketSessions sessions, WebSocketRoute routes) {
    Jetty9Probes probes = new Jetty9Probes(sessions, routes);
    context.install(ProbeId.JETTY9_WEBSOCKET_OPEN, probes.new Open());
    context.install(ProbeId.JETTY9_WEBSOCKET_RECEIVE, probes.new Receive());
    context.install(ProbeId.JETTY9_WEBSOCKET_SEND, probes.new Send());
    context.install(ProbeId.JETTY9_WEBSOCKET_CLOSE, probes.new Close());
  }

  /** {@code open} of a session. */
  final class Open extends SondeProbe {

    @Override
    public long enter(@Nullable Object session, @Nullable Object first, @Nullable Object second) {
      Object connection = CONNECTION.get(session);
      if (connection != null
          && BEHAVIOR.get(POLICY.get(session)) instanceof Enum<?> behavior
          && behavior.name().equals("SERVER")) {
        sessions.opened(connection, routes.afterHandshake(CONFIG.get(session)));
      }
      return 0L;
    }
  }

  /** {@code incomingFrame} of a session. */
  final class Receive extends SondeProbe {

    @Override
    public long enter(@Nullable Object session, @Nullable Object frame, @Nullable Object second) {
      WebSocketEndpoint endpoint = sessions.of(CONNECTION.get(session));
      if (endpoint != null) {
        endpoint.received(codeOf(frame));
      }
      return 0L;
    }
  }

  /** {@code outgoingFrame} of a connection. */
  final class Send extends SondeProbe {

    @Override
    public long enter(
        @Nullable Object connection, @Nullable Object frame, @Nullable Object second) {
      WebSocketEndpoint endpoint = sessions.of(connection);
      if (endpoint != null) {
        endpoint.sent(codeOf(frame));
      }
      return 0L;
    }
  }

  /** What ends a session, more than once perhaps. */
  final class Close extends SondeProbe {

    @Override
    public long enter(@Nullable Object session, @Nullable Object first, @Nullable Object second) {
      sessions.closed(CONNECTION.get(session));
      return 0L;
    }
  }

  private static int codeOf(@Nullable Object frame) {
    return CODE.call(frame) instanceof Byte code ? code : 0;
  }
}
