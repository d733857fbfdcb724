/**
 * The routes of requests that are served and the meters of the requests: what all kinds of servers
 * share. Each is a technology of its own and knows nothing of the others.
 *
 * <p><b>Metrics</b>
 *
 * <ul>
 *   <li>{@code http_server_request_duration_seconds}, labels {@code http_request_method} ({@code
 *       _OTHER} for what no standard knows), {@code http_route}, {@code http_response_status_code},
 *       {@code error_type}. From where to where is said by each technology.
 *   <li>{@code http_server_active_requests}, label {@code http_request_method}.
 *   <li>{@code http_server_active_event_streams} and {@code
 *       http_server_event_stream_duration_seconds}, labels {@code http_request_method}, {@code
 *       http_route}; only where a technology says so. The bounds of the latter are those of what is
 *       open for as long as somebody looks on, 1 s to 12 h.
 * </ul>
 *
 * <p>What becomes of a connection that leaves HTTP is measured by others. They are told the route
 * of the request that it began with ({@link Upgrades}, or the thread's state).
 *
 * <p>One measurement per request: a server that works inside another one's request on the same
 * thread records nothing of its own.
 */
package io.sonde.agent.routes;
