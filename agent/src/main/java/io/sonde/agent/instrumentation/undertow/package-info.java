/**
 * HTTP requests served by Undertow's own handlers ({@code io.undertow.server.HttpHandler}), over
 * HTTP 1 and 2 and AJP.
 *
 * <p><b>Woven</b>
 *
 * <ul>
 *   <li>{@code executeRootHandler(HttpHandler, HttpServerExchange)} of {@code Connectors}: the
 *       first call with an exchange is its beginning, later ones (dispatches to workers) are parts
 *       of it
 *   <li>{@code dispatch()} and {@code dispatch(Executor, Runnable)} of {@code HttpServerExchange}:
 *       it is about to go on elsewhere
 *   <li>{@code upgradeChannel(HttpUpgradeListener)} of the same: what its connection becomes gets
 *       its route ({@link io.sonde.agent.routes.Upgrades})
 *   <li>{@code invokeExchangeCompleteListeners()} of the same: its end
 *   <li>{@code handleRequest(HttpServerExchange)} of {@code ServletInitialHandler}: a servlet
 *       container is behind the handlers
 * </ul>
 *
 * <p><b>Metrics</b>: those of {@link io.sonde.agent.routes}. {@code
 * http_server_request_duration_seconds} is from before the root handler until the request is read
 * and the response written to their ends, on whatever thread.
 *
 * <p><b>One of the two</b>: a request that reaches a web application is the servlet's and is not
 * counted here, neither as a request nor as an active one from then on.
 *
 * <p><b>Route</b>: the path that {@code PathHandler} matched, followed by the template that {@code
 * RoutingHandler} or {@code PathTemplateHandler} matched: {@code /api/orders/{id}}; without a
 * template {@code /api/*}, or {@code /api} if nothing was behind it. Without either {@code /*},
 * never the path itself.
 *
 * <p><b>Error</b>: {@code error_type} is the class of the exception that left the handlers, else
 * the status if it is 5xx, otherwise empty.
 *
 * <p><b>Not measured</b>: what a web application's container refuses before its first filter;
 * requests that Undertow answers without a handler (malformed ones); what is behind an upgrade (of
 * WebSockets see {@link io.sonde.agent.instrumentation.websocket}). More than 16,384 exchanges at a
 * time that went on elsewhere. An exchange that never ends because its connection is lost is no
 * request; it stops being active when it is collected as garbage.
 *
 * <p>No listener is added, no attachment set, no header or body read but the trace's.
 */
package io.sonde.agent.instrumentation.undertow;
