/**
 * Outgoing HTTP calls of Apache HttpClient 5, the classic and the asynchronous client.
 *
 * <p><b>Woven</b>
 *
 * <ul>
 *   <li>classic: {@code doExecute(HttpHost, ClassicHttpRequest, HttpContext)} of {@code
 *       InternalHttpClient} and {@code MinimalHttpClient}; all forms of {@code execute} and {@code
 *       executeOpen} lead there; {@code acquireEndpoint(String, HttpRoute, Object,
 *       HttpClientContext)} of {@code InternalExecRuntime}, in which a call waits for a connection.
 *   <li>asynchronous, of {@code HttpAsyncClients} and {@code HttpAsyncClientBuilder} (HTTP/1.1 and
 *       HTTP/2): {@code AsyncExecChainElement.execute(HttpRequest, AsyncEntityProducer,
 *       AsyncExecChain.Scope, AsyncExecCallback)}, whose first call for an operation is its start;
 *       {@code handleResponse(HttpResponse, EntityDetails)} and {@code failed(Exception)} of every
 *       {@code AsyncExecCallback}; {@code cancel(boolean)} of {@code
 *       org.apache.hc.core5.concurrent.ComplexFuture}.
 *   <li>{@code lease} of {@code PoolingHttpClientConnectionManager} and {@code
 *       PoolingAsyncClientConnectionManager}, which says that the pool is in use: once a second its
 *       {@code getStats(Object)} is read for each of its {@code getRoutes()}. With the asynchronous
 *       pool's begins a wait, which ends with the call of {@code completed}, {@code failed} or
 *       {@code cancelled} of {@code InternalHttpAsyncExecRuntime$1}, whom the pool tells.
 * </ul>
 *
 * <p><b>Metrics</b>: those of {@link io.sonde.agent.instrumentation.httpclient}. {@code
 * http_client_request_duration_seconds} runs to the moment when the final response's headers are
 * there, for the classic client from {@code doExecute}, for the asynchronous one from the start of
 * its execution chain: waiting for a pooled connection, connecting, retries and redirects are in
 * it, the body is not. {@code http_client_active_requests} counts calls until then. {@code
 * http_client_connection_wait_time_seconds} and {@code http_client_open_connections} are those of
 * both clients' pools.
 *
 * <p><b>Error</b>: the class of the exception that {@code doExecute} throws or the future fails
 * with, for example {@code org.apache.hc.client5.http.HttpHostConnectException} (refused), {@code
 * java.net.SocketTimeoutException}; {@code java.util.concurrent.CancellationException} where the
 * future was cancelled. (In 5.0 the future of a {@code SimpleHttpRequest} does not cancel the
 * operation, which is then measured to its own end.) What fails after the headers is no error of
 * the call.
 *
 * <p><b>Not measured</b>: the asynchronous clients that {@code HttpAsyncClients.createMinimal} and
 * {@code createHttp2Minimal} make; other subclasses of {@code CloseableHttpClient} that do not pass
 * calls on; waits for connections of HTTP/2 by {@code customHttp2} clients, which share them. At
 * most 65,536 asynchronous operations are followed at a time, further ones are not measured and
 * counted by the side table.
 */
package io.sonde.agent.instrumentation.httpclient.apache5;
