/**
 * Outgoing HTTP calls of reactor-netty's {@code HttpClient} 1.0 to 1.3, and so of Spring's {@code
 * WebClient} and others through it.
 *
 * <p><b>Woven</b>, of {@code reactor.netty.http.client}
 *
 * <ul>
 *   <li>{@code acquire(TransportConfig, ConnectionObserver, Supplier, AddressResolverGroup)} of
 *       {@code HttpConnectionProvider}, which a subscription asks for a connection: the start of a
 *       call; redirects and retries ask again
 *   <li>of {@code HttpClientConnect.HttpClientHandler}, of which each subscription has one, {@code
 *       channel(HttpClientOperations)}, which gives it a connection, and {@code test(Throwable)},
 *       which decides of each failure whether to go on
 *   <li>{@code onStateChange(Connection, State)} of {@code
 *       HttpClientConnect.HttpIOHandlerObserver}, for the state {@code RESPONSE_RECEIVED}
 *   <li>{@code onInboundCancel()} of {@code HttpClientOperations}: the subscriber is no longer
 *       interested
 * </ul>
 *
 * <p><b>Metrics</b>: those of {@link io.sonde.agent.instrumentation.httpclient}. {@code
 * http_client_request_duration_seconds} runs from the subscription to the moment when the final
 * response's headers are there: waiting for a pooled connection, connecting, retries and redirects
 * that the client does by itself are in it, the body is not, whether it is read or not. {@code
 * http_client_active_requests} counts calls until then. A subscription is a call: what {@code
 * retry} subscribes to again is another one. The handshake of a WebSocket is a call too.
 *
 * <p><b>Error</b>: the class of the exception that the subscriber is given, for example {@code
 * io.netty.channel.AbstractChannel$AnnotatedConnectException}, {@code
 * io.netty.handler.timeout.ReadTimeoutException}, {@code
 * reactor.netty.http.client.PrematureCloseException}; {@code
 * java.util.concurrent.CancellationException} where the subscription was cancelled, as the operator
 * {@code timeout} does.
 *
 * <p><b>Not measured</b>: a call that is cancelled before it has a connection and gets none; its
 * {@code http_client_active_requests} goes back when the garbage collector finds it. What is
 * refused before a connection is asked for; waits for connections and how many there are. At most
 * 65,536 calls are followed at a time, further ones are not measured and counted by the side table.
 */
package io.sonde.agent.instrumentation.httpclient.reactor;
