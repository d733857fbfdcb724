/**
 * Outgoing HTTP calls of AsyncHttpClient ({@code org.asynchttpclient}) 2.1 to 3.
 *
 * <p><b>Woven</b>
 *
 * <ul>
 *   <li>{@code newNettyResponseFuture(Request, AsyncHandler, NettyRequest, ProxyServer)} of {@code
 *       org.asynchttpclient.netty.request.NettyRequestSender}, which makes the future of a call
 *       right before it is sent; redirects and retries keep it
 *   <li>{@code exitAfterIntercept(Channel, NettyResponseFuture, AsyncHandler, HttpResponse,
 *       HttpResponseStatus, HttpHeaders)} of {@code
 *       org.asynchttpclient.netty.handler.intercept.Interceptors}, for the status
 *   <li>{@code done()}, {@code abort(Throwable)} and {@code cancel(boolean)} of {@code
 *       org.asynchttpclient.netty.NettyResponseFuture}
 * </ul>
 *
 * <p><b>Metrics</b>: those of {@link io.sonde.agent.instrumentation.httpclient}. {@code
 * http_client_request_duration_seconds} runs until the future is about to be completed, the
 * response's body included: connecting, authentication, retries and redirects are in it, the
 * handler's {@code onCompleted} is not. {@code http_client_active_requests} counts calls until
 * then.
 *
 * <p><b>Error</b>: the class of the exception that the future fails with, for example {@code
 * java.util.concurrent.TimeoutException}, {@code java.net.ConnectException}; {@code
 * java.util.concurrent.CancellationException} where it was cancelled.
 *
 * <p><b>Not measured</b>: what is refused before there is a future (a client that is closed, a
 * request that is no request); frames of WebSockets; waits for connections. At most 65,536 calls
 * are followed at a time, further ones are not measured and counted by the side table.
 */
package io.sonde.agent.instrumentation.httpclient.ahc;
