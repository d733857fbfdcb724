package io.sonde.agent.instrumentation.websocket;

import io.sonde.agent.instrumentation.LibraryField;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** The probes of Open Liberty's sessions, each of which is held by its {@code WsocConnLink}. */
final class LibertyProbes {

  /** The connection of a session, of a reader and of a writer's callback. */
  private static final LibraryField LINK = new LibraryField("connLink");

  private static final LibraryField CALLBACK = new LibraryField("callback");
  private static final LibraryField IS_CLIENT = new LibraryField("clientSide");
  private static final LibraryField CONFIG = new LibraryField("endpointConfig");

  private static final LibraryMethod STATE =
      new LibraryMethod("com.ibm.ws.wsoc.MessageReadInfo", "getState");
  private static final LibraryMethod TYPE =
      new LibraryMethod("com.ibm.ws.wsoc.MessageReadInfo", "getType");

  /** Says that a call's end is wanted. */
  private static final long UNDER_WAY = 1;

  private final WebSocketSessions sessions;
  private final WebSocketRoute routes;

  private LibertyProbes(WebSocketSessions sessions, WebSocketRoute routes) {
    this.sessions = sessions;
    this.routes = routes;
  }

  static void install(ProbeContext context, WebSocketSessions sessions, WebSocketRoute routes) {
    LibertyProbes probes = new LibertyProbes(sessions, routes);
    context.install(ProbeId.LIBERTY_WEBSOCKET_OPEN, probes.new Open());
    context.install(ProbeId.LIBERTY_WEBSOCKET_RECEIVE, probes.new Receive());
    context.install(ProbeId.LIBERTY_WEBSOCKET_SEND, probes.new Send());
  }

  /** {@code signalAppOnOpen}. */
  final class Open extends SondeProbe {

    @Override
    public long enter(@Nullable Object session, @Nullable Object first, @Nullable Object second) {
      Object link = LINK.get(session);
      if (link != null && Boolean.FALSE.equals(IS_CLIENT.get(session))) {
        sessions.opened(link, routes.afterHandshake(CONFIG.get(session)));
      }
      return 0L;
    }
  }

  /** {@code processRead}, which tells what it has made of the bytes that came. */
  final class Receive extends SondeProbe {

    @Override
    public long enter(@Nullable Object reader, @Nullable Object first, @Nullable Object second) {
      return UNDER_WAY;
    }

    @Override
    public void exit(
        long token,
        @Nullable Object reader,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      if (STATE.call(result) instanceof Enum<?> state && state.name().equals("COMPLETE")) {
        WebSocketEndpoint endpoint = sessions.of(LINK.get(reader));
        if (endpoint != null) {
          endpoint.received(codeOf(TYPE.call(result)));
        }
      }
    }
  }

  /** {@code WriteMessage}; without bytes there is nothing to be sent. */
  final class Send extends SondeProbe {

    @Override
    public long enter(@Nullable Object writer, @Nullable Object bytes, @Nullable Object second) {
      return bytes == null ? 0L : UNDER_WAY;
    }

    @Override
    public void exit(
        long token,
        @Nullable Object writer,
        @Nullable Object type,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      WebSocketEndpoint endpoint =
          thrown == null ? sessions.of(LINK.get(CALLBACK.get(writer))) : null;
      if (endpoint != null) {
        endpoint.sent(codeOf(type));
      }
    }
  }

  /** A message's first frame says what it is, those behind it that they belong to it. */
  private static int codeOf(@Nullable Object type) {
    String name = type instanceof Enum<?> known ? known.name() : "";
    return switch (name) {
      case "TEXT_WHOLE", "TEXT_PARTIAL_FIRST" -> WebSocketEndpoint.TEXT;
      case "BINARY_WHOLE", "BINARY_PARTIAL_FIRST" -> WebSocketEndpoint.BINARY;
      default -> 0;
    };
  }
}
