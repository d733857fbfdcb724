package io.sonde.agent.instrumentation.websocket;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into the WebSocket sessions of servers. */
final class WebSocketAdvice {

  private WebSocketAdvice() {}

  /** What ends a session, by itself. */
  static final class Close {
    private Close() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object session) {
      SondeHook.enter(ProbeId.WEBSOCKET_CLOSE, session);
    }
  }

  /** Tomcat: the remote end of a session is given the configuration of the endpoint. */
  static final class TomcatOpen {
    private TomcatOpen() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object remote, @Advice.Argument(0) @Nullable Object config) {
      SondeHook.enter(ProbeId.TOMCAT_WEBSOCKET_OPEN, remote, config);
    }
  }

  /** Tomcat: a text is given to the application, its last part perhaps. */
  static final class TomcatText {
    private TomcatText() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object frame, @Advice.Argument(0) boolean isLast) {
      SondeHook.enter(ProbeId.TOMCAT_WEBSOCKET_RECEIVE, SondeHook.when(isLast, frame));
    }
  }

  /** Tomcat: bytes are given to the application. */
  static final class TomcatBinary {
    private TomcatBinary() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object frame,
        @Advice.Argument(0) @Nullable Object bytes,
        @Advice.Argument(1) boolean isLast) {
      SondeHook.enter(ProbeId.TOMCAT_WEBSOCKET_RECEIVE, SondeHook.when(isLast, frame), bytes);
    }
  }

  /** Tomcat: a part of a message goes out. */
  static final class TomcatSend {
    private TomcatSend() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object remote, @Advice.Argument(2) boolean isLast) {
      return SondeHook.enter(ProbeId.TOMCAT_WEBSOCKET_SEND, SondeHook.when(isLast, remote));
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object remote,
        @Advice.Argument(0) byte code,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exitCount(ProbeId.TOMCAT_WEBSOCKET_SEND, token, remote, null, code, thrown);
    }
  }

  /** Jetty: a session's connection is open. */
  static final class JettyOpen {
    private JettyOpen() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object session) {
      SondeHook.enter(ProbeId.JETTY_WEBSOCKET_OPEN, session);
    }
  }

  /** Jetty: a frame has come. */
  static final class JettyReceive {
    private JettyReceive() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object session, @Advice.Argument(0) @Nullable Object frame) {
      SondeHook.enter(ProbeId.JETTY_WEBSOCKET_RECEIVE, session, frame);
    }
  }

  /** Jetty: a frame goes out. */
  static final class JettySend {
    private JettySend() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object session, @Advice.Argument(0) @Nullable Object frame) {
      SondeHook.enter(ProbeId.JETTY_WEBSOCKET_SEND, session, frame);
    }
  }

  /** Jetty 9: a session is about to be given to its endpoint. */
  static final class Jetty9Open {
    private Jetty9Open() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object session) {
      SondeHook.enter(ProbeId.JETTY9_WEBSOCKET_OPEN, session);
    }
  }

  /** Jetty 9: a frame has come. */
  static final class Jetty9Receive {
    private Jetty9Receive() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object session, @Advice.Argument(0) @Nullable Object frame) {
      SondeHook.enter(ProbeId.JETTY9_WEBSOCKET_RECEIVE, session, frame);
    }
  }

  /** Jetty 9: a frame goes out. */
  static final class Jetty9Send {
    private Jetty9Send() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object connection, @Advice.Argument(0) @Nullable Object frame) {
      SondeHook.enter(ProbeId.JETTY9_WEBSOCKET_SEND, connection, frame);
    }
  }

  /** Jetty 9: a session ends. */
  static final class Jetty9Close {
    private Jetty9Close() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object session) {
      SondeHook.enter(ProbeId.JETTY9_WEBSOCKET_CLOSE, session);
    }
  }

  /** Undertow: a channel is made for a session. */
  static final class UndertowHandshake {
    private UndertowHandshake() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.UNDERTOW_WEBSOCKET_HANDSHAKE, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) @Nullable Object exchange,
        @Advice.Return @Nullable Object channel,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.UNDERTOW_WEBSOCKET_HANDSHAKE, token, self, exchange, channel, thrown);
    }
  }

  /** Undertow: a session is to be made for a channel. */
  static final class UndertowOpen {
    private UndertowOpen() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object self,
        @Advice.Argument(0) @Nullable Object exchange,
        @Advice.Argument(1) @Nullable Object channel) {
      SondeHook.enter(ProbeId.UNDERTOW_WEBSOCKET_OPEN, self, exchange, channel);
    }
  }

  /** Undertow: a session ends. */
  static final class UndertowClose {
    private UndertowClose() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object session) {
      SondeHook.enter(ProbeId.UNDERTOW_WEBSOCKET_CLOSE, session);
    }
  }

  /** Undertow: a channel is made for a message, or for another frame. */
  static final class UndertowReceive {
    private UndertowReceive() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object channel) {
      return SondeHook.enter(ProbeId.UNDERTOW_WEBSOCKET_RECEIVE, channel);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object channel,
        @Advice.Return @Nullable Object frame,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.UNDERTOW_WEBSOCKET_RECEIVE, token, channel, null, frame, thrown);
    }
  }

  /** Undertow: something is to be sent. */
  static final class UndertowSend {
    private UndertowSend() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object channel) {
      return SondeHook.enter(ProbeId.UNDERTOW_WEBSOCKET_SEND, channel);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object channel,
        @Advice.Argument(0) @Nullable Object type,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.UNDERTOW_WEBSOCKET_SEND, token, channel, type, null, thrown);
    }
  }

  /** Open Liberty: a session is about to be given to its endpoint. */
  static final class LibertyOpen {
    private LibertyOpen() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object session) {
      SondeHook.enter(ProbeId.LIBERTY_WEBSOCKET_OPEN, session);
    }
  }

  /** Open Liberty: bytes have come, a message's last ones perhaps. */
  static final class LibertyReceive {
    private LibertyReceive() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object reader) {
      return SondeHook.enter(ProbeId.LIBERTY_WEBSOCKET_RECEIVE, reader);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object reader,
        @Advice.Return @Nullable Object read,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.LIBERTY_WEBSOCKET_RECEIVE, token, reader, null, read, thrown);
    }
  }

  /** Open Liberty: a message goes out, or a part of one. */
  static final class LibertySend {
    private LibertySend() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object writer, @Advice.Argument(0) @Nullable Object bytes) {
      return SondeHook.enter(ProbeId.LIBERTY_WEBSOCKET_SEND, writer, bytes);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object writer,
        @Advice.Argument(1) @Nullable Object type,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.LIBERTY_WEBSOCKET_SEND, token, writer, type, null, thrown);
    }
  }

  /** Reactor-netty: what a channel is bound to was replaced, if it was bound. */
  static final class ReactorBind {
    private ReactorBind() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.This Object before,
        @Advice.Argument(0) @Nullable Object after,
        @Advice.Return boolean isBound) {
      SondeHook.enter(ProbeId.REACTOR_WEBSOCKET_CLOSE, SondeHook.when(isBound, before));
      SondeHook.enter(ProbeId.REACTOR_WEBSOCKET_OPEN, SondeHook.when(isBound, before), after);
    }
  }

  /** Reactor-netty: a frame has come. */
  static final class ReactorReceive {
    private ReactorReceive() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object self,
        @Advice.Argument(0) @Nullable Object context,
        @Advice.Argument(1) @Nullable Object frame) {
      SondeHook.enter(ProbeId.REACTOR_WEBSOCKET_RECEIVE, self, context, frame);
    }
  }

  /** Netty: a frame goes out. */
  static final class ReactorSend {
    private ReactorSend() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object self,
        @Advice.Argument(0) @Nullable Object context,
        @Advice.Argument(1) @Nullable Object frame) {
      SondeHook.enter(ProbeId.REACTOR_WEBSOCKET_SEND, self, context, frame);
    }
  }
}
