/**
 * HTTP requests served by the JDK's own server, {@link com.sun.net.httpserver.HttpServer}, with and
 * without TLS.
 *
 * <p><b>Woven</b>: {@code doFilter(HttpExchange)} of {@link com.sun.net.httpserver.Filter.Chain}.
 * The outermost of them on a thread owns the measurement: the server calls it with the first of its
 * filters, and each filter calls it again.
 *
 * <p><b>Metrics</b>: those of {@link io.sonde.agent.routes}. {@code
 * http_server_request_duration_seconds} is from before the first filter until the last one, and
 * with them the handler, has returned.
 *
 * <p><b>Route</b>: the path of the context that the server found, as it was made: {@code /orders};
 * {@code /*} for the context {@code /}. Never the path of the request.
 *
 * <p><b>Error</b>: {@code error_type} is the class of the exception that leaves the filters, whose
 * status is the one sent before it or none, because the server then closes the connection; else the
 * status if it is 5xx; otherwise empty.
 *
 * <p><b>Not measured</b>: what a handler leaves to other threads (without a response when it
 * returns, a request has no status); requests that the server answers by itself: no context, a
 * malformed request. Servers that implement the API by themselves are measured if they use {@code
 * Filter.Chain}. Sonde's own endpoint is one of these servers and is left out.
 */
package io.sonde.agent.instrumentation.httpserver;
