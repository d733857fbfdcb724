/**
 * Outgoing HTTP calls, whichever client makes them: the servers that are called and the meters of
 * the calls. Each package below this one weaves one library and knows nothing of the others; what
 * they share is {@link io.sonde.agent.instrumentation.httpclient.ClientCalls}.
 *
 * <p><b>Metrics</b>
 *
 * <ul>
 *   <li>{@code http_client_request_duration_seconds}, labels {@code http_request_method} ({@code
 *       _OTHER} for what no standard knows), {@code server_address}, {@code server_port} (the
 *       scheme's default if the address has none), {@code http_response_status_code}, {@code
 *       error_type}. From where to where is said by the package of each client.
 *   <li>{@code http_client_active_requests}, labels {@code server_address}, {@code server_port}.
 *   <li>{@code http_client_connection_wait_time_seconds}: how long calls waited for a connection of
 *       their client's pool, in vain or not, once for each time that they needed one; connecting is
 *       not in it. Labels {@code server_address}, {@code server_port}. Only of the clients whose
 *       package says so.
 *   <li>{@code http_client_open_connections}, labels {@code server_address}, {@code server_port},
 *       {@code http_connection_state} ({@code idle}, {@code used}): connections in the pools of the
 *       clients whose package says so, all pools together, read once a second. At most 64 pools and
 *       1,000 routes of each; what the first bound leaves out is counted.
 * </ul>
 *
 * <p>One measurement per call: redirects, authentication and retries that a client does by itself
 * belong to it, and so do calls that a client makes through another one on the same thread.
 *
 * <p><b>Error</b>: {@code error_type} is the status if it is 4xx or 5xx, else the class of the
 * exception that the application gets; empty otherwise.
 *
 * <p><b>Not measured</b>: the hosts that redirects lead to; copies of a library under another
 * package name (shaded ones). At most 1,000 servers are told apart, the rest is {@code other}.
 * Sonde's own calls are left out.
 */
package io.sonde.agent.instrumentation.httpclient;
