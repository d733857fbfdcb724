/**
 * Outgoing HTTP calls of OkHttp 3, 4 and 5.
 *
 * <p><b>Woven</b>: of {@code okhttp3.RealCall} (3.0 to 4.2) and {@code
 * okhttp3.internal.connection.RealCall} (later) {@code execute()}, {@code enqueue(Callback)} and
 * {@code getResponseWithInterceptorChain}, whose response an enqueued call hands to its callback;
 * for calls that a dispatcher's executor refuses {@code noMoreExchanges(IOException)} (from 4.3 on)
 * and {@code okhttp3.Dispatcher.finished(AsyncCall)} (before).
 *
 * <p><b>Metrics</b>: those of {@link io.sonde.agent.instrumentation.httpclient}. {@code
 * http_client_request_duration_seconds} runs from {@code execute} or {@code enqueue} to the moment
 * when the response's headers are there: interceptors, the dispatcher's queue, connecting, retries
 * and redirects are in it, the body and the callback are not. {@code http_client_active_requests}
 * counts calls until then. A response out of the client's cache is a call too, and so is the
 * handshake of a WebSocket from 3.5 on (status 101).
 *
 * <p><b>Error</b>: the class of the exception that {@code execute} throws or the callback is given,
 * for example {@code java.net.ConnectException}, {@code java.net.SocketTimeoutException}, {@code
 * java.io.IOException} (cancelled), {@code java.io.InterruptedIOException} (the time-out of the
 * whole call, or an executor that is shut down). What fails after the headers is no error of the
 * call.
 *
 * <p><b>Not measured</b>: frames of WebSockets; the connection pool. At most 65,536 enqueued calls
 * are followed at a time, further ones are not measured and counted by the side table.
 */
package io.sonde.agent.instrumentation.httpclient.okhttp;
