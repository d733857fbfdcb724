package io.sonde.agent.instrumentation.websocket;

import io.sonde.agent.instrumentation.LibraryField;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** The probes of Tomcat's sessions, each of which is held by its {@code WsSession}. */
final class TomcatProbes {

  /** The session of a {@code WsRemoteEndpointImplBase} and of a {@code WsFrameBase}. */
  private static final LibraryField SESSION = new LibraryField("wsSession");

  /** Says that a message is being sent. */
  private static final long SENDING = 1;

  private final WebSocketSessions sessions;
  private final WebSocketRoute routes;

  private TomcatProbes(WebSocketSessions sessions, WebSocketRoute routes) {
    this.sessions = sessions;
    this.routes = routes;
  }

  static void install(ProbeContext context, WebSocketSessions sessions, WebSocketRoute routes) {
    TomcatProbes probes = new TomcatProbes(sessions, routes);
    context.install(ProbeId.TOMCAT_WEBSOCKET_OPEN, probes.new Open());
    context.install(ProbeId.TOMCAT_WEBSOCKET_RECEIVE, probes.new Receive());
    context.install(ProbeId.TOMCAT_WEBSOCKET_SEND, probes.new Send());
  }

  /** {@code setEncoders}: a session is being made. */
  final class Open extends SondeProbe {

    @Override
    public long enter(@Nullable Object remote, @Nullable Object config, @Nullable Object second) {
      if (WebSocketRoute.isServer(config)) {
        Object session = SESSION.get(remote);
        if (session != null) {
          sessions.opened(session, routes.afterHandshake(config));
        }
      }
      return 0L;
    }
  }

  /** {@code sendMessageText} and {@code sendMessageBinary}, of which the latter tells the bytes. */
  final class Receive extends SondeProbe {

    @Override
    public long enter(@Nullable Object frame, @Nullable Object bytes, @Nullable Object second) {
      WebSocketEndpoint endpoint = frame == null ? null : sessions.of(SESSION.get(frame));
      if (endpoint != null) {
        endpoint.received(bytes == null ? WebSocketEndpoint.TEXT : WebSocketEndpoint.BINARY);
      }
      return 0L;
    }
  }

  /** {@code sendMessageBlock} and {@code startMessage}; null where it is not the last part. */
  final class Send extends SondeProbe {

    @Override
    public long enter(@Nullable Object remote, @Nullable Object first, @Nullable Object second) {
      return remote == null ? 0L : SENDING;
    }

    @Override
    public void exitCount(
        long token,
        @Nullable Object remote,
        @Nullable Object first,
        @Nullable Object second,
        long code,
        @Nullable Throwable thrown) {
      WebSocketEndpoint endpoint =
          remote == null || thrown != null ? null : sessions.of(SESSION.get(remote));
      if (endpoint != null) {
        endpoint.sent((int) code);
      }
    }
  }
}
