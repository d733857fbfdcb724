/**
 * Outgoing HTTP calls of Apache HttpClient 4 (from 4.3 on) and Apache HttpAsyncClient 4.
 *
 * <p><b>Woven</b>: {@code doExecute(HttpHost, HttpRequest, HttpContext)} of {@code
 * org.apache.http.impl.client.InternalHttpClient} (what {@code HttpClients} and {@code
 * HttpClientBuilder} make), {@code MinimalHttpClient} and {@code AbstractHttpClient} (the
 * deprecated {@code DefaultHttpClient} and its subclasses). All forms of {@code execute} lead
 * there. {@code leaseConnection(Future, long, TimeUnit)} of {@code
 * org.apache.http.impl.conn.PoolingHttpClientConnectionManager}, in which a call waits for a
 * connection. {@code requestConnection} of that pool, of the deprecated {@code
 * PoolingClientConnectionManager} and of {@code
 * org.apache.http.impl.nio.conn.PoolingNHttpClientConnectionManager}, which says that the pool is
 * in use: once a second its {@code getStats(Object)} is read for each of its {@code getRoutes()},
 * before 4.4 (asynchronous: 4.1) for each key of the field {@code pool.routeToPool}.
 *
 * <p>{@code processPendingRequest(LeaseRequest)} of {@code
 * org.apache.http.nio.pool.AbstractNIOConnPool}, with which the asynchronous pool looks whether it
 * has a connection or can make one, and {@code failed(Exception)} of a {@code LeaseRequest}: a wait
 * is from the first look to the one that is not in vain; connecting, which follows within the pool,
 * is not in it.
 *
 * <p>Of {@code org.apache.http.impl.nio.client.InternalHttpAsyncClient} {@code
 * execute(HttpAsyncRequestProducer, HttpAsyncResponseConsumer, HttpContext, FutureCallback)}, to
 * which all other forms lead; {@code generateRequest()} of every {@code HttpAsyncRequestProducer};
 * {@code responseReceived(HttpResponse)}, {@code failed(Exception)} and {@code cancel()} of every
 * {@code HttpAsyncResponseConsumer}; and in 4.0, where a consumer is not told that there is no
 * connection, {@code connectionRequestFailed(Exception)} and {@code connectionRequestCancelled()}
 * of {@code DefaultClientExchangeHandlerImpl}. An asynchronous call runs from {@code execute} to
 * the moment when its consumer is told of the final response's headers.
 *
 * <p><b>Metrics</b>: those of {@link io.sonde.agent.instrumentation.httpclient}. {@code
 * http_client_request_duration_seconds} runs from {@code doExecute} to its return, when the
 * response's headers are there: waiting for a pooled connection, connecting, retries and redirects
 * are in it, the body and a response handler's work are not. {@code http_client_active_requests}
 * counts calls inside {@code doExecute}, and asynchronous ones without a response yet. {@code
 * http_client_connection_wait_time_seconds} is recorded for calls by the first and the last of
 * these pools, {@code http_client_open_connections} for all three.
 *
 * <p><b>Error</b>: the class of the exception that {@code doExecute} throws, for example {@code
 * org.apache.http.conn.HttpHostConnectException} (refused), {@code
 * java.net.SocketTimeoutException}, {@code org.apache.http.conn.ConnectionPoolTimeoutException};
 * {@code java.util.concurrent.CancellationException} where an asynchronous call was cancelled. (In
 * 4.0 the future does not cancel the call, which is then measured to its own end; {@code abort()}
 * of its request does.)
 *
 * <p><b>Not measured</b>: calls without a target host (a relative address that a route planner or a
 * parameter completes); other subclasses of {@code CloseableHttpClient} that do not pass calls on
 * to one of the three; at most 65,536 asynchronous calls are followed at a time, further ones are
 * not measured and counted by the side table; asynchronous clients made by {@code createMinimal} or
 * {@code createPipelining}, and the deprecated {@code DefaultHttpAsyncClient}; waits of
 * asynchronous calls that are cancelled meanwhile; waits for the deprecated {@code
 * PoolingClientConnectionManager}.
 */
package io.sonde.agent.instrumentation.httpclient.apache4;
