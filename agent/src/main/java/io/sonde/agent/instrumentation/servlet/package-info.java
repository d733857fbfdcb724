/**
 * HTTP requests served through the servlet API, {@code javax.servlet} and {@code jakarta.servlet}
 * alike (2.5 and later; asynchronous requests from 3.0 on).
 *
 * <p><b>Woven</b>, in every class that declares them:
 *
 * <ul>
 *   <li>{@code Servlet.service(ServletRequest, ServletResponse)}
 *   <li>{@code Filter.doFilter(ServletRequest, ServletResponse, FilterChain)}
 * </ul>
 *
 * <p>and, because Open Liberty serves files, and what is not there, without a servlet, {@code
 * handleRequest(ServletRequest, ServletResponse)} of its {@code DefaultExtensionProcessor} and
 * {@code FileServletWrapper}, and for handshakes of WebSockets, which it answers itself, {@code
 * handleRequest(HttpServletRequest, HttpServletResponse)} of {@code WsocHandlerImpl}; and {@code
 * extendResponse(ServerHttpResponse)} of Spring's {@code SseEmitter} (4.2 and later).
 *
 * <p>The outermost of them on a thread owns the measurement; the chain behind it, forwards and
 * includes record nothing. A dispatch of type {@code ASYNC}, {@code ERROR}, {@code FORWARD} or
 * {@code INCLUDE} that is outermost belongs to a request that is measured elsewhere and is not
 * counted again.
 *
 * <p><b>Metrics</b>
 *
 * <ul>
 *   <li>{@code http_server_request_duration_seconds}: from the outermost enter to its exit, or to
 *       {@code onComplete} of an asynchronous request. Labels {@code http_request_method} ({@code
 *       _OTHER} for what no standard knows), {@code http_route}, {@code http_response_status_code},
 *       {@code error_type}.
 *   <li>{@code http_server_active_requests}: requests between the two. Label {@code
 *       http_request_method}.
 *   <li>{@code http_server_active_event_streams}, {@code
 *       http_server_event_stream_duration_seconds}, labels {@code http_request_method}, {@code
 *       http_route}: see below.
 * </ul>
 *
 * <p><b>Streams of server-sent events</b>: an asynchronous request whose content type is {@code
 * text/event-stream} when the outermost call returns, or of which Spring has said so, ends with
 * that call, as a request: its latency is the time until it was open. From then until {@code
 * onComplete} it is a stream, and nobody's request. If the content type is set later it is a
 * request that is active, and no open stream, until it is complete; then it counts in the same way.
 * Synchronous requests are never asked for their content type: one that writes events is a request
 * as long as it lasts.
 *
 * <p><b>Route</b>: the web application's path followed by the pattern that Spring MVC matched
 * (request attribute {@code bestMatchingPattern}, if its dispatcher served the request, behind the
 * path of its servlet), or else by the servlet's URL pattern: {@code /orders}, {@code /api/*},
 * {@code /*.do}. The default servlet is {@code /*}. Never the path itself. Before Servlet 4 the
 * pattern is found among the patterns registered for the application's servlets, read once per
 * application. At most 2,000 routes are told apart, the rest is {@code other}.
 *
 * <p><b>Error</b>: {@code error_type} is the class of the exception that leaves the outermost call
 * or that the container reports to asynchronous listeners; {@code timeout} if an asynchronous
 * request timed out and ended with a 5xx status; the status if it is 5xx; otherwise empty. When an
 * exception leaves, the status is 500, which the container is about to set, unless the response was
 * already committed with another one. On Open Liberty a {@code FileNotFoundException} that leaves
 * is how its container says 404, and no error; behind a filter it leaves within a {@code
 * ServletException}, which is recorded as any other.
 *
 * <p><b>Not measured</b>: time before the first filter (the connector's queue, which is the wait of
 * its pool, see the executors; reading of headers) and after the last (error pages, flush of
 * buffers); requests that the container answers without filter and servlet (a malformed request
 * line); what follows an upgrade (WebSockets are a technology of their own); the route template of
 * frameworks other than Spring MVC and those that are technologies of their own. An exception that
 * leaves a request whose asynchronous processing was started ends the measurement at once. A status
 * that an error page or {@code UnavailableException} changes after the exception is not seen.
 *
 * <p>The status of a handshake of WebSockets is the one that the servlet API tells; on the editions
 * ee8 and ee9 of Jetty 12 that is 200, whatever was sent.
 *
 * <p>The request and the response are never wrapped, no attribute is set, no session is asked for,
 * no parameter and no body is read.
 */
package io.sonde.agent.instrumentation.servlet;
