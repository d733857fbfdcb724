package io.sonde.agent.instrumentation.websocket;

import io.sonde.agent.instrumentation.LibraryField;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.routes.RouteHandle;
import io.sonde.agent.routes.Upgrades;
import io.sonde.bootstrap.SondeProbe;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The probes of Undertow's sessions, each of which is held by its {@code WebSocketChannel}: those
 * of its own handlers are open when there is a channel, those of endpoints when it is given to
 * them.
 */
final class UndertowProbes {

  /** The attribute of a channel that is the endpoint. */
  private static final String ENDPOINT = "ServerEndpointConfiguration";

  /** The exchange of a handshake that a handler answers; a servlet container has another one. */
  private static final String HANDLERS_EXCHANGE =
      "io.undertow.websockets.spi.AsyncWebSocketHttpServerExchange";

  private static final LibraryField EXCHANGE = new LibraryField("exchange");
  private static final LibraryField ATTRIBUTES = new LibraryField("attributes");
  private static final LibraryField REQUEST = new LibraryField("request");

  private static final LibraryMethod TEMPLATE =
      new LibraryMethod("io.undertow.websockets.jsr.ConfiguredServerEndpoint", "getPathTemplate");
  private static final LibraryMethod TEMPLATE_TEXT =
      new LibraryMethod("io.undertow.util.PathTemplate", "getTemplateString");
  private static final LibraryMethod CHANNEL =
      new LibraryMethod("io.undertow.websockets.jsr.UndertowSession", "getWebSocketChannel");
  private static final LibraryMethod RECEIVED_TYPE =
      new LibraryMethod("io.undertow.websockets.core.StreamSourceFrameChannel", "getType");

  private static final LibraryMethod JAVAX_CONTEXT_PATH =
      new LibraryMethod("javax.servlet.http.HttpServletRequest", "getContextPath");
  private static final LibraryMethod JAKARTA_CONTEXT_PATH =
      new LibraryMethod("jakarta.servlet.http.HttpServletRequest", "getContextPath");

  /** Says that a call's end is wanted. */
  private static final long UNDER_WAY = 1;

  private final WebSocketSessions sessions;
  private final Upgrades handshakes;

  private UndertowProbes(WebSocketSessions sessions, Upgrades handshakes) {
    this.sessions = sessions;
    this.handshakes = handshakes;
  }

  static void install(ProbeContext context, WebSocketSessions sessions) {
    UndertowProbes probes = new UndertowProbes(sessions, Upgrades.of(context));
    context.install(ProbeId.UNDERTOW_WEBSOCKET_HANDSHAKE, probes.new Handshake());
    context.install(ProbeId.UNDERTOW_WEBSOCKET_OPEN, probes.new Open());
    context.install(ProbeId.UNDERTOW_WEBSOCKET_CLOSE, probes.new Close());
    context.install(ProbeId.UNDERTOW_WEBSOCKET_RECEIVE, probes.new Receive());
    context.install(ProbeId.UNDERTOW_WEBSOCKET_SEND, probes.new Send());
  }

  /** {@code createChannel} of a handshake. */
  final class Handshake extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object exchange, @Nullable Object second) {
      return UNDER_WAY;
    }

    @Override
    public void exit(
        long token,
        @Nullable Object self,
        @Nullable Object exchange,
        @Nullable Object second,
        @Nullable Object channel,
        @Nullable Throwable thrown) {
      if (channel != null
          && exchange != null
          && exchange.getClass().getName().equals(HANDLERS_EXCHANGE)) {
        Object request = EXCHANGE.get(exchange);
        RouteHandle handshake = request == null ? null : handshakes.take(request);
        sessions.opened(channel, handshake == null ? WebSocketRoute.UNKNOWN : handshake.route());
      }
    }
  }

  /** {@code onConnect} of what makes a session for an endpoint. */
  final class Open extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object exchange, @Nullable Object channel) {
      if (channel != null) {
        sessions.opened(channel, routeOf(exchange, channel));
      }
      return 0L;
    }
  }

  /** An endpoint that was not registered has no template: its path is that of a request. */
  private static String routeOf(@Nullable Object exchange, Object channel) {
    String context = contextPath(REQUEST.get(exchange));
    Object endpoint = ATTRIBUTES.get(channel) instanceof Map<?, ?> map ? map.get(ENDPOINT) : null;
    Object template = TEMPLATE_TEXT.call(TEMPLATE.call(endpoint));
    String path = template instanceof String text ? text : WebSocketRoute.UNKNOWN;
    return context + (path.startsWith("/") ? "" : "/") + path;
  }

  /** The path of the web application of a request; empty if it is not known. */
  private static String contextPath(@Nullable Object request) {
    Object path = JAKARTA_CONTEXT_PATH.call(request);
    if (path == null) {
      path = JAVAX_CONTEXT_PATH.call(request);
    }
    return path instanceof String text ? text : "";
  }

  /** {@code closeInternal}, called again by whoever comes later. */
  final class Close extends SondeProbe {

    @Override
    public long enter(@Nullable Object session, @Nullable Object first, @Nullable Object second) {
      sessions.closed(CHANNEL.call(session));
      return 0L;
    }
  }

  /** {@code createChannel} of a session's channel: for a message, or a frame that is none. */
  final class Receive extends SondeProbe {

    @Override
    public long enter(@Nullable Object channel, @Nullable Object first, @Nullable Object second) {
      return UNDER_WAY;
    }

    @Override
    public void exit(
        long token,
        @Nullable Object channel,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object frame,
        @Nullable Throwable thrown) {
      WebSocketEndpoint endpoint = frame == null ? null : sessions.of(channel);
      if (endpoint != null) {
        endpoint.received(codeOf(RECEIVED_TYPE.call(frame)));
      }
    }
  }

  /** {@code send}, which is asked once for each message that is to be sent. */
  final class Send extends SondeProbe {

    @Override
    public long enter(@Nullable Object channel, @Nullable Object type, @Nullable Object second) {
      return UNDER_WAY;
    }

    @Override
    public void exit(
        long token,
        @Nullable Object channel,
        @Nullable Object type,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      WebSocketEndpoint endpoint = thrown == null ? sessions.of(channel) : null;
      if (endpoint != null) {
        endpoint.sent(codeOf(type));
      }
    }
  }

  private static int codeOf(@Nullable Object type) {
    String name = type instanceof Enum<?> known ? known.name() : "";
    return switch (name) {
      case "TEXT" -> WebSocketEndpoint.TEXT;
      case "BINARY" -> WebSocketEndpoint.BINARY;
      default -> 0;
    };
  }
}
