/**
 * Outgoing HTTP calls of the JDK's two clients.
 *
 * <p><b>Woven</b>
 *
 * <ul>
 *   <li>{@link java.net.HttpURLConnection}: {@code connect()}, {@code getOutputStream()} and {@code
 *       getInputStream()} of {@code sun.net.www.protocol.http.HttpURLConnection}, and {@code
 *       connect()} of {@code sun.net.www.protocol.https.AbstractDelegateHttpsURLConnection}, which
 *       does the work of https connections. {@code getResponseCode} and the header methods go
 *       through {@code getInputStream()}.
 *   <li>{@code java.net.http.HttpClient}: {@code send(HttpRequest, BodyHandler)} and {@code
 *       sendAsync(HttpRequest, BodyHandler, PushPromiseHandler)} of {@code
 *       jdk.internal.net.http.HttpClientImpl}, and {@code responseAsync(Executor)} of {@code
 *       jdk.internal.net.http.MultiExchange}, whose future completes before the one that the
 *       application gets, so that the application's own dependent actions are not in the time.
 * </ul>
 *
 * <p><b>Metrics</b>: those of {@link io.sonde.agent.instrumentation.httpclient}.
 *
 * <ul>
 *   <li>{@code http_client_request_duration_seconds}. For an {@code HttpURLConnection}: from the
 *       first of the three calls to the end of {@code getInputStream()}, which is when the response
 *       headers are there; the body is not in it. For an {@code HttpClient}: from the call to the
 *       response as its body handler makes it, the body included.
 *   <li>{@code http_client_active_requests}: for an {@code HttpURLConnection} calls that are inside
 *       one of the three methods, for an {@code HttpClient} exchanges without a response yet.
 * </ul>
 *
 * <p><b>Error</b>: {@code error_type} is the status if it is 4xx or 5xx, else the class of the
 * exception that the client throws or its future completes with; empty otherwise.
 *
 * <p><b>Not measured</b>: an {@code HttpURLConnection} that is connected but never read; other
 * protocols of {@link java.net.URLConnection}; WebSockets; response bodies of {@code
 * HttpURLConnection}. At most 65,536 {@code HttpURLConnection} objects are followed at a time,
 * further ones are not measured and counted by the side table.
 */
package io.sonde.agent.instrumentation.httpclient.jdk;
