package io.sonde.agent.instrumentation.websocket;

import io.sonde.agent.instrumentation.LibraryField;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** The probes of Jetty's sessions, each of which is held by its {@code WebSocketCoreSession}. */
final class JettyProbes {

  private static final LibraryField BEHAVIOR = new LibraryField("behavior");
  private static final LibraryField HANDLER = new LibraryField("handler");

  /** The configuration in the handler of an endpoint of the API; Jetty's own handlers have none. */
  private static final LibraryField CONFIG = new LibraryField("endpointConfig");

  private static final LibraryMethod CODE =
      new LibraryMethod("org.eclipse.jetty.websocket.core.Frame", "getOpCode");
  private static final LibraryMethod FRAME =
      new LibraryMethod("org.eclipse.jetty.websocket.core.OutgoingEntry", "getFrame");

  private final WebSocketSessions sessions;
  private final WebSocketRoute routes;

  private JettyProbes(WebSocketSessions sessions, WebSocketRoute routes) {
    this.sessions = sessions;
    this.routes = routes;
  }

  static void install(ProbeContext context, WebSocketSessions sessions, WebSocketRoute routes) {
    JettyProbes probes = new JettyProbes(sessions, routes);
    context.install(ProbeId.JETTY_WEBSOCKET_OPEN, probes.new Open());
    context.install(ProbeId.JETTY_WEBSOCKET_RECEIVE, probes.new Receive());
    context.install(ProbeId.JETTY_WEBSOCKET_SEND, probes.new Send());
  }

  /** {@code onOpen}. */
  final class Open extends SondeProbe {

    @Override
    public long enter(@Nullable Object session, @Nullable Object first, @Nullable Object second) {
      if (session != null
          && BEHAVIOR.get(session) instanceof Enum<?> behavior
          && behavior.name().equals("SERVER")) {
        sessions.opened(session, routes.afterHandshake(CONFIG.get(HANDLER.get(session))));
      }
      return 0L;
    }
  }

  /** {@code onFrame}. */
  final class Receive extends SondeProbe {

    @Override
    public long enter(@Nullable Object session, @Nullable Object frame, @Nullable Object second) {
      WebSocketEndpoint endpoint = sessions.of(session);
      if (endpoint != null) {
        endpoint.received(codeOf(frame));
      }
      return 0L;
    }
  }

  /** {@code sendFrame}, with a frame or what holds one. */
  final class Send extends SondeProbe {

    @Override
    public long enter(@Nullable Object session, @Nullable Object sent, @Nullable Object second) {
      WebSocketEndpoint endpoint = sessions.of(session);
      if (endpoint != null) {
        Object frame = FRAME.call(sent);
        endpoint.sent(codeOf(frame == null ? sent : frame));
      }
      return 0L;
    }
  }

  private static int codeOf(@Nullable Object frame) {
    return CODE.call(frame) instanceof Byte code ? code : 0;
  }
}
