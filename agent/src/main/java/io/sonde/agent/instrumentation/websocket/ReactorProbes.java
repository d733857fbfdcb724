package io.sonde.agent.instrumentation.websocket;

import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.routes.RouteHandle;
import io.sonde.agent.routes.Upgrades;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * The probes of reactor-netty's sessions, each of which is held by its channel. A session is open
 * as long as its operations are bound to the channel: they replace those of the handshake's request
 * and are replaced when the session is over, however it ends.
 */
final class ReactorProbes {

  /** What a server's operations and a client's are, those of WebSockets alone. */
  private static final LibraryMethod WEBSOCKET =
      new LibraryMethod("reactor.netty.http.websocket.WebsocketInbound", "selectedSubprotocol");

  /** What a server's operations are. */
  private static final LibraryMethod SERVED =
      new LibraryMethod("reactor.netty.http.server.HttpServerRequest", "method");

  private static final LibraryMethod CHANNEL =
      new LibraryMethod("reactor.netty.DisposableChannel", "channel");
  private static final LibraryMethod CHANNEL_OF_HANDLER =
      new LibraryMethod("io.netty.channel.ChannelHandlerContext", "channel");

  /** What begins a message; what continues one is of another class. */
  private static final LibraryMethod TEXT =
      new LibraryMethod(
          "io.netty.handler.codec.http.websocketx.TextWebSocketFrame", "isFinalFragment");

  private static final LibraryMethod BINARY =
      new LibraryMethod(
          "io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame", "isFinalFragment");

  private final WebSocketSessions sessions;
  private final Upgrades handshakes;

  private ReactorProbes(WebSocketSessions sessions, Upgrades handshakes) {
    this.sessions = sessions;
    this.handshakes = handshakes;
  }

  static void install(ProbeContext context, WebSocketSessions sessions) {
    ReactorProbes probes = new ReactorProbes(sessions, Upgrades.of(context));
    context.install(ProbeId.REACTOR_WEBSOCKET_OPEN, probes.new Open());
    context.install(ProbeId.REACTOR_WEBSOCKET_CLOSE, probes.new Close());
    context.install(ProbeId.REACTOR_WEBSOCKET_RECEIVE, probes.new Receive());
    context.install(ProbeId.REACTOR_WEBSOCKET_SEND, probes.new Send());
  }

  /** {@code rebind} of operations that were bound, to others. */
  final class Open extends SondeProbe {

    @Override
    public long enter(@Nullable Object request, @Nullable Object session, @Nullable Object unused) {
      Object channel = request != null && isSession(session) ? CHANNEL.call(session) : null;
      if (request != null && channel != null) {
        RouteHandle handshake = handshakes.take(request);
        sessions.opened(channel, handshake == null ? WebSocketRoute.UNKNOWN : handshake.route());
      }
      return 0L;
    }
  }

  /** {@code rebind} of operations that were bound. */
  final class Close extends SondeProbe {

    @Override
    public long enter(@Nullable Object session, @Nullable Object first, @Nullable Object second) {
      if (isSession(session)) {
        sessions.closed(CHANNEL.call(session));
      }
      return 0L;
    }
  }

  /** {@code onInboundNext}. */
  final class Receive extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object context, @Nullable Object frame) {
      WebSocketEndpoint endpoint = sessions.of(CHANNEL_OF_HANDLER.call(context));
      if (endpoint != null) {
        endpoint.received(codeOf(frame));
      }
      return 0L;
    }
  }

  /** {@code encode}, of clients and other servers too, whose channels hold no session. */
  final class Send extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object context, @Nullable Object frame) {
      WebSocketEndpoint endpoint = sessions.of(CHANNEL_OF_HANDLER.call(context));
      if (endpoint != null) {
        endpoint.sent(codeOf(frame));
      }
      return 0L;
    }
  }

  private static boolean isSession(@Nullable Object operations) {
    return WEBSOCKET.isOf(operations) && SERVED.isOf(operations);
  }

  private static int codeOf(@Nullable Object frame) {
    if (TEXT.isOf(frame)) {
      return WebSocketEndpoint.TEXT;
    }
    return BINARY.isOf(frame) ? WebSocketEndpoint.BINARY : 0;
  }
}
