package io.sonde.agent.instrumentation.websocket;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Weaves the WebSocket sessions of Tomcat, Jetty, Undertow, Open Liberty and reactor-netty. */
public final class WebSocketInstrumentation implements Technology {

  private static final String ADVICE = "io.sonde.agent.instrumentation.websocket.WebSocketAdvice$";
  private static final String CLOSE = ADVICE + "Close";

  private static final String TOMCAT = "org.apache.tomcat.websocket.";
  private static final String BUFFER = "Ljava/nio/ByteBuffer;";

  private static final String JETTY = "org.eclipse.jetty.websocket.core.";
  private static final String JETTY_TYPE = "Lorg/eclipse/jetty/websocket/core/";
  private static final String CALLBACK = "Lorg/eclipse/jetty/util/Callback;";

  private static final String JETTY_9 = "org.eclipse.jetty.websocket.common.";
  private static final String JETTY_9_FRAME = "Lorg/eclipse/jetty/websocket/api/extensions/Frame;";

  private static final String UNDERTOW = "io.undertow.websockets.jsr.";
  private static final String UNDERTOW_CORE = "io.undertow.websockets.core.";
  private static final String CHANNEL = "Lio/undertow/websockets/core/WebSocketChannel;";

  private static final String LIBERTY = "com.ibm.ws.wsoc.";
  private static final String LIBERTY_TYPE = "Lcom/ibm/ws/wsoc/";
  private static final String LIBERTY_BUFFER = "Lcom/ibm/wsspi/bytebuffer/WsByteBuffer;";

  private static final String NETTY_CONTEXT = "Lio/netty/channel/ChannelHandlerContext;";

  /** Made by hand in the list of technologies. */
  public WebSocketInstrumentation() {}

  @Override
  public String name() {
    return "websocket";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        tomcatRemote(),
        tomcatSession(),
        tomcatFrame(),
        jettySession(),
        jetty9Session(),
        jetty9Connection(),
        undertowConnect(),
        undertowSession(),
        undertowHandshake(),
        undertowEnd(),
        undertowChannel(),
        libertySession(),
        libertyReader(),
        libertyWriter(),
        libertyLink(),
        reactorConnection(),
        reactorSession(),
        nettyEncoder());
  }

  private static TypeRule tomcatRemote() {
    String part = "(B" + BUFFER + "Z";
    String send = ADVICE + "TomcatSend";
    String open = ADVICE + "TomcatOpen";
    return TypeRule.named(
        List.of(TOMCAT + "WsRemoteEndpointImplBase"),
        List.of(
            new MethodRule("setEncoders", "(Ljavax/websocket/EndpointConfig;)V", open),
            new MethodRule("setEncoders", "(Ljakarta/websocket/EndpointConfig;)V", open),
            new MethodRule("sendMessageBlock", part + "J)V", send),
            new MethodRule("startMessage", part + "Ljavax/websocket/SendHandler;)V", send),
            new MethodRule("startMessage", part + "Ljakarta/websocket/SendHandler;)V", send)));
  }

  private static TypeRule tomcatSession() {
    return TypeRule.named(
        List.of(TOMCAT + "WsSession"),
        List.of(
            new MethodRule("fireEndpointOnClose", "(Ljavax/websocket/CloseReason;)V", CLOSE),
            new MethodRule("fireEndpointOnClose", "(Ljakarta/websocket/CloseReason;)V", CLOSE)));
  }

  private static TypeRule tomcatFrame() {
    return TypeRule.named(
        List.of(TOMCAT + "WsFrameBase"),
        List.of(
            new MethodRule("sendMessageText", "(Z)V", ADVICE + "TomcatText"),
            new MethodRule("sendMessageBinary", "(" + BUFFER + "Z)V", ADVICE + "TomcatBinary")));
  }

  private static TypeRule jettySession() {
    String frame = "(" + JETTY_TYPE + "Frame;" + CALLBACK;
    String send = ADVICE + "JettySend";
    return TypeRule.named(
        List.of(JETTY + "WebSocketCoreSession", JETTY + "internal.WebSocketCoreSession"),
        List.of(
            new MethodRule("onOpen", "()V", ADVICE + "JettyOpen"),
            new MethodRule(
                "closeConnection", "(" + JETTY_TYPE + "CloseStatus;" + CALLBACK + ")V", CLOSE),
            new MethodRule("onFrame", frame + ")V", ADVICE + "JettyReceive"),
            new MethodRule("sendFrame", frame + "Z)V", send),
            new MethodRule("sendFrame", "(" + JETTY_TYPE + "OutgoingEntry;)V", send)));
  }

  private static TypeRule jetty9Session() {
    String close = ADVICE + "Jetty9Close";
    return TypeRule.named(
        List.of(JETTY_9 + "WebSocketSession"),
        List.of(
            new MethodRule("open", "()V", ADVICE + "Jetty9Open"),
            new MethodRule("incomingFrame", "(" + JETTY_9_FRAME + ")V", ADVICE + "Jetty9Receive"),
            new MethodRule("notifyClose", "(ILjava/lang/String;)V", close),
            new MethodRule(
                "callApplicationOnClose",
                "(Lorg/eclipse/jetty/websocket/common/CloseInfo;)V",
                close),
            new MethodRule("onClosed", "(Lorg/eclipse/jetty/io/Connection;)V", close)));
  }

  private static TypeRule jetty9Connection() {
    return TypeRule.named(
        List.of(JETTY_9 + "io.AbstractWebSocketConnection"),
        List.of(
            new MethodRule(
                "outgoingFrame",
                "("
                    + JETTY_9_FRAME
                    + "Lorg/eclipse/jetty/websocket/api/WriteCallback;"
                    + "Lorg/eclipse/jetty/websocket/api/BatchMode;)V",
                ADVICE + "Jetty9Send")));
  }

  private static TypeRule undertowConnect() {
    return TypeRule.named(
        List.of(UNDERTOW + "EndpointSessionHandler"),
        List.of(
            new MethodRule(
                "onConnect",
                "(Lio/undertow/websockets/spi/WebSocketHttpExchange;" + CHANNEL + ")V",
                ADVICE + "UndertowOpen")));
  }

  private static TypeRule undertowSession() {
    String close = ADVICE + "UndertowClose";
    return TypeRule.named(
        List.of(UNDERTOW + "UndertowSession"),
        List.of(
            new MethodRule("closeInternal", "(Ljavax/websocket/CloseReason;)V", close),
            new MethodRule("closeInternal", "(Ljakarta/websocket/CloseReason;)V", close)));
  }

  private static TypeRule undertowHandshake() {
    String version = UNDERTOW_CORE + "protocol.version";
    return TypeRule.named(
        List.of(
            version + "07.Hybi07Handshake",
            version + "08.Hybi08Handshake",
            version + "13.Hybi13Handshake"),
        List.of(
            new MethodRule(
                "createChannel",
                "(Lio/undertow/websockets/spi/WebSocketHttpExchange;Lorg/xnio/StreamConnection;"
                    + "Lio/undertow/connector/ByteBufferPool;)"
                    + CHANNEL,
                ADVICE + "UndertowHandshake")));
  }

  /** Called once the connection is closed in both directions. */
  private static TypeRule undertowEnd() {
    return TypeRule.named(
        List.of(UNDERTOW_CORE + "protocol.version07.WebSocket07Channel"),
        List.of(new MethodRule("closeSubChannels", "()V", CLOSE)));
  }

  private static TypeRule undertowChannel() {
    return TypeRule.named(
        List.of(UNDERTOW_CORE + "WebSocketChannel"),
        List.of(
            new MethodRule(
                "createChannel",
                "(Lio/undertow/server/protocol/framed/FrameHeaderData;"
                    + "Lio/undertow/connector/PooledByteBuffer;)"
                    + "Lio/undertow/websockets/core/StreamSourceFrameChannel;",
                ADVICE + "UndertowReceive"),
            new MethodRule(
                "send",
                "(Lio/undertow/websockets/core/WebSocketFrameType;)"
                    + "Lio/undertow/websockets/core/StreamSinkFrameChannel;",
                ADVICE + "UndertowSend")));
  }

  private static TypeRule libertySession() {
    return TypeRule.named(
        List.of(LIBERTY + "SessionImpl"),
        List.of(
            new MethodRule(
                "signalAppOnOpen", "(" + LIBERTY_BUFFER + "Z)V", ADVICE + "LibertyOpen")));
  }

  private static TypeRule libertyReader() {
    return TypeRule.named(
        List.of(LIBERTY + "MessageReader"),
        List.of(
            new MethodRule(
                "processRead",
                "(Lcom/ibm/wsspi/tcpchannel/TCPReadRequestContext;ZZZ)"
                    + LIBERTY_TYPE
                    + "MessageReadInfo;",
                ADVICE + "LibertyReceive")));
  }

  private static TypeRule libertyWriter() {
    return TypeRule.named(
        List.of(LIBERTY + "MessageWriter"),
        List.of(
            new MethodRule(
                "WriteMessage",
                "(["
                    + LIBERTY_BUFFER
                    + LIBERTY_TYPE
                    + "OpcodeType;I"
                    + LIBERTY_TYPE
                    + "MessageWriter$WRITE_TYPE;)V",
                ADVICE + "LibertySend")));
  }

  /** Whoever ends a session first calls its endpoint's {@code onClose}. */
  private static TypeRule libertyLink() {
    return TypeRule.named(
        List.of(LIBERTY + "WsocConnLink"),
        List.of(
            new MethodRule("close", "(Ljavax/websocket/CloseReason;ZZ)V", CLOSE),
            new MethodRule("close", "(Ljakarta/websocket/CloseReason;ZZ)V", CLOSE),
            new MethodRule("outgoingCloseConnection", "(Ljavax/websocket/CloseReason;)V", CLOSE),
            new MethodRule(
                "outgoingCloseConnection", "(Ljakarta/websocket/CloseReason;)V", CLOSE)));
  }

  private static TypeRule reactorConnection() {
    return TypeRule.named(
        List.of("reactor.netty.Connection"),
        List.of(new MethodRule("rebind", "(Lreactor/netty/Connection;)Z", ADVICE + "ReactorBind")));
  }

  private static TypeRule reactorSession() {
    return TypeRule.named(
        List.of("reactor.netty.http.server.WebsocketServerOperations"),
        List.of(
            new MethodRule(
                "onInboundNext",
                "(" + NETTY_CONTEXT + "Ljava/lang/Object;)V",
                ADVICE + "ReactorReceive")));
  }

  /** The encoder of every version of the protocol that is in use. */
  private static TypeRule nettyEncoder() {
    return TypeRule.named(
        List.of("io.netty.handler.codec.http.websocketx.WebSocket08FrameEncoder"),
        List.of(
            new MethodRule(
                "encode",
                "("
                    + NETTY_CONTEXT
                    + "Lio/netty/handler/codec/http/websocketx/WebSocketFrame;Ljava/util/List;)V",
                ADVICE + "ReactorSend")));
  }

  @Override
  public void install(ProbeContext context) {
    WebSocketSessions sessions = new WebSocketSessions(context);
    WebSocketRoute routes = new WebSocketRoute(context);
    context.install(ProbeId.WEBSOCKET_CLOSE, new CloseProbe(sessions));
    TomcatProbes.install(context, sessions, routes);
    JettyProbes.install(context, sessions, routes);
    Jetty9Probes.install(context, sessions, routes);
    UndertowProbes.install(context, sessions);
    LibertyProbes.install(context, sessions, routes);
    ReactorProbes.install(context, sessions);
  }

  @Override
  public int[] beginnings() {
    return new int[] {
      ProbeId.TOMCAT_WEBSOCKET_OPEN,
      ProbeId.TOMCAT_WEBSOCKET_RECEIVE,
      ProbeId.TOMCAT_WEBSOCKET_SEND,
      ProbeId.JETTY_WEBSOCKET_OPEN,
      ProbeId.JETTY_WEBSOCKET_RECEIVE,
      ProbeId.JETTY_WEBSOCKET_SEND,
      ProbeId.JETTY9_WEBSOCKET_OPEN,
      ProbeId.JETTY9_WEBSOCKET_RECEIVE,
      ProbeId.JETTY9_WEBSOCKET_SEND,
      ProbeId.UNDERTOW_WEBSOCKET_HANDSHAKE,
      ProbeId.UNDERTOW_WEBSOCKET_OPEN,
      ProbeId.UNDERTOW_WEBSOCKET_RECEIVE,
      ProbeId.UNDERTOW_WEBSOCKET_SEND,
      ProbeId.LIBERTY_WEBSOCKET_OPEN,
      ProbeId.LIBERTY_WEBSOCKET_RECEIVE,
      ProbeId.LIBERTY_WEBSOCKET_SEND,
      ProbeId.REACTOR_WEBSOCKET_OPEN,
      ProbeId.REACTOR_WEBSOCKET_RECEIVE,
      ProbeId.REACTOR_WEBSOCKET_SEND
    };
  }
}
