/**
 * WebSocket sessions that a server has open and their messages: endpoints of {@code
 * javax.websocket} and {@code jakarta.websocket} on Tomcat (9 and later), Jetty (9.4 and later),
 * Undertow (2.2 and later) and Open Liberty (21 and later), and what is built on them (Spring's
 * handlers); on Jetty and Undertow (2.0 and later) those of its own API too; handlers of
 * reactor-netty's server (1.0 to 1.3, over HTTP/1.1 and HTTP/2) and those of Spring WebFlux on it.
 *
 * <p><b>Woven</b>
 *
 * <ul>
 *   <li>Tomcat, {@code org.apache.tomcat.websocket}: {@code setEncoders(EndpointConfig)} of {@code
 *       WsRemoteEndpointImplBase}, which the constructor of a session calls; {@code
 *       fireEndpointOnClose(CloseReason)} of {@code WsSession}, which is called once for each;
 *       {@code sendMessageText(boolean)} and {@code sendMessageBinary(ByteBuffer, boolean)} of
 *       {@code WsFrameBase}, which give the application a message or a part of one; {@code
 *       sendMessageBlock(byte, ByteBuffer, boolean, long)} and {@code startMessage(byte,
 *       ByteBuffer, boolean, SendHandler)} of {@code WsRemoteEndpointImplBase}, through one of
 *       which every message goes out
 *   <li>Jetty, {@code WebSocketCoreSession} (of {@code org.eclipse.jetty.websocket.core}, before 12
 *       in {@code internal} of it): {@code onOpen()}, {@code closeConnection(CloseStatus,
 *       Callback)}, {@code onFrame(Frame, Callback)}, {@code sendFrame(Frame, Callback, boolean)},
 *       from 12.1 on {@code sendFrame(OutgoingEntry)}
 *   <li>Jetty 9.4, {@code org.eclipse.jetty.websocket.common}: {@code open()}, {@code
 *       incomingFrame(Frame)}, {@code onClosed(Connection)} and what calls the endpoint's {@code
 *       onClose} ({@code notifyClose(int, String)}, later {@code
 *       callApplicationOnClose(CloseInfo)}) of {@code WebSocketSession}; {@code
 *       outgoingFrame(Frame, WriteCallback, BatchMode)} of {@code io.AbstractWebSocketConnection}
 *   <li>Undertow, {@code io.undertow.websockets.core}: {@code createChannel} of the three {@code
 *       Handshake}s, which makes the channel of a session; {@code createChannel(FrameHeaderData,
 *       PooledByteBuffer)} of {@code WebSocketChannel}, called for a message's first frame; {@code
 *       send(WebSocketFrameType)} of the same; {@code closeSubChannels()} of {@code
 *       WebSocket07Channel}, called once its connection is closed. For endpoints, in {@code
 *       io.undertow.websockets.jsr}: {@code onConnect(WebSocketHttpExchange, WebSocketChannel)} of
 *       {@code EndpointSessionHandler}, {@code closeInternal(CloseReason)} of {@code
 *       UndertowSession}
 *   <li>Open Liberty, {@code com.ibm.ws.wsoc}: {@code signalAppOnOpen(WsByteBuffer, boolean)} of
 *       {@code SessionImpl}; {@code close(CloseReason, boolean, boolean)} and {@code
 *       outgoingCloseConnection(CloseReason)} of {@code WsocConnLink}, of which the first calls
 *       {@code onClose}; {@code processRead(TCPReadRequestContext, boolean, boolean, boolean)} of
 *       {@code MessageReader}, which tells when a message is complete; {@code
 *       WriteMessage(WsByteBuffer[], OpcodeType, int, WRITE_TYPE)} of {@code MessageWriter}
 *   <li>reactor-netty, {@code rebind(Connection)} of {@code reactor.netty.Connection}, which gives
 *       a channel from the operations of the handshake's request to those of the session, and takes
 *       it from these when the session is over or the connection is lost; {@code
 *       onInboundNext(ChannelHandlerContext, Object)} of {@code
 *       reactor.netty.http.server.WebsocketServerOperations}; Netty's {@code
 *       encode(ChannelHandlerContext, WebSocketFrame, List)} of {@code
 *       io.netty.handler.codec.http.websocketx.WebSocket08FrameEncoder}, of which only the channels
 *       of such sessions count
 * </ul>
 *
 * <p><b>Metrics</b>, label {@code http_route}
 *
 * <ul>
 *   <li>{@code websocket_server_active_sessions}: from before {@code onOpen} until {@code onClose}
 *       is about to be called, for Undertow's handlers until the connection is closed, on
 *       reactor-netty from before the handler is called until what it receives is about to end; of
 *       a session that was never closed until it is collected as garbage
 *   <li>{@code websocket_server_messages_total}, labels {@code network_io_direction} ({@code
 *       receive}, {@code transmit}) and {@code websocket_message_type} ({@code text}, {@code
 *       binary}): a message counts once, however many frames it has. Received ones count when the
 *       server gives them on: Tomcat and Open Liberty the last part, the others the first. Sent
 *       ones count when they are handed to the server, on Tomcat those whose call waits when they
 *       were sent; none whose call throws. On reactor-netty a received message counts when its
 *       first frame (the message, if the handler has frames put together) comes to the session, a
 *       sent one when its first frame is about to be encoded. Pings, pongs and closes are no
 *       messages.
 * </ul>
 *
 * <p><b>Route</b>: the path of the web application and the template of the endpoint ({@code
 * /shop/rooms/{id}}), where the endpoint was registered with one. Otherwise (Spring's handlers,
 * which give a server the path of the request, and Jetty's own API) it is the route of the
 * handshake, {@code /shop/ws/**}, on reactor-netty WebFlux's best matching pattern or {@code /*},
 * and for endpoints on Undertow the application's path and {@code /*}. Never the path itself. While
 * servlets are not measured the application's path is missing; while requests of reactor-netty or
 * of Undertow's handlers are not measured, the route of their sessions is {@code /*}. At most 1,000
 * are told apart, the rest is {@code other} and counted.
 *
 * <p>The handshake is a request like any other and ends with itself.
 *
 * <p><b>Not measured</b>: clients; Undertow's {@code WebSocketServlet}, where its own API is in a
 * servlet; sizes; how long a handler works for a message; sessions that were open when Sonde was
 * attached, and their messages; on reactor-netty what is sent by the drafts of the protocol before
 * version 7. At most 65,536 sessions are followed at a time, further ones are counted by the side
 * table.
 *
 * <p>No method of an endpoint, a handler or a message is called, and none of a configuration that
 * is the application's. A message allocates nothing.
 */
package io.sonde.agent.instrumentation.websocket;
