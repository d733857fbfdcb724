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
 * {@code FileServletWrapper}.
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
 * </ul>
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
 * <p><b>Not measured</b>: time before the first filter (connector queue, reading of headers) and
 * after the last (error pages, flush of buffers); requests that the container answers without
 * filter and servlet (a malformed request line); WebSocket frames after the upgrade; the route
 * template of frameworks other than Spring MVC and those that are technologies of their own. An
 * exception that leaves a request whose asynchronous processing was started ends the measurement at
 * once. A status that an error page or {@code UnavailableException} changes after the exception is
 * not seen.
 *
 * <p>The request and the response are never wrapped, no attribute is set, no session is asked for,
 * no parameter and no body is read.
 */
package io.sonde.agent.instrumentation.servlet;
