/**
 * HTTP requests served by reactor-netty's {@code HttpServer} 1.0 to 1.3, over HTTP/1.1 and HTTP/2,
 * and so of Spring WebFlux where it runs on it.
 *
 * <p><b>Woven</b>
 *
 * <ul>
 *   <li>of {@code reactor.netty.http.server}, {@code onStateChange(Connection, State)} of {@code
 *       HttpServer.HttpServerHandle}, the observer that calls the application's handler for the
 *       state {@code REQUEST_RECEIVED} and is told of {@code DISCONNECTING} when the request's
 *       operations have ended, whether complete or not
 *   <li>of its {@code HttpServerOperations}, {@code onOutboundComplete()} and {@code
 *       onOutboundError(Throwable)}, which are told how the handler's publisher ended and write the
 *       last of the response, and {@code withWebsocketSupport(String, WebsocketServerSpec,
 *       BiFunction)}
 *   <li>of {@code org.springframework.web.reactive.DispatcherHandler}, {@code
 *       invokeHandler(ServerWebExchange, Object)} (Spring 5) and {@code
 *       handleRequestWith(ServerWebExchange, Object)} (from 6 on), which a handler has been found
 *       for
 * </ul>
 *
 * <p>No operator is added to the application's publishers, and nothing of its context is touched.
 *
 * <p><b>Metrics</b>: those of {@link io.sonde.agent.routes}. {@code
 * http_server_request_duration_seconds} is from the call of the handler until its publisher has
 * ended and the last of the response was handed to the connection, or the connection was lost. What
 * the handler sends it sees written before its publisher ends, so that is included. A stream of
 * events is a request like any other: it counts when it ends, with as long as it was open, and is
 * active until then. The request of a WebSocket ends with its handshake, status 101 (200 over
 * HTTP/2); the session is measured by another technology, which is told the request's route ({@link
 * io.sonde.agent.routes.Upgrades}).
 *
 * <p><b>Route</b>: the pattern that Spring's dispatcher matched best, of annotated controllers and
 * of router functions, behind the path that the application is mounted at (unless Spring took that
 * from headers); without Spring, and for what it has no handler for, {@code /*}. Never the path
 * itself.
 *
 * <p><b>Error</b>: {@code error_type} is the class of the error that the handler's publisher ends
 * with, with the status that the server made of it (500, unless headers were sent before); {@code
 * reactor.netty.channel.AbortedException} where the connection went before the response was
 * complete, without a status if its headers had not been sent; else the status if it is 5xx;
 * otherwise empty. A handler that throws by itself, instead of returning a publisher, makes the
 * server close the connection: {@code AbortedException} too. Spring makes a response of exceptions,
 * so theirs is the status.
 *
 * <p>Of the parts of a request, {@code cpu} and {@code blocked} are of the handler's call; what its
 * publisher does afterwards is {@code other}, but for calls of tasks and clients that the handler's
 * thread handed over.
 *
 * <p><b>Not measured</b>: what waits behind an earlier request of its connection; requests that the
 * server answers by itself (malformed ones); what is served without a handler, by observers alone;
 * routes of Spring on other servers (a servlet container's keep the servlet's pattern), of router
 * functions that no dispatcher leads to, and of {@code HttpServerRoutes}, whose predicates do not
 * say what they match. At most 65,536 requests are followed at a time, further ones are not
 * measured and counted by the side table.
 */
package io.sonde.agent.instrumentation.reactornetty;
