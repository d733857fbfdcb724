/**
 * Outgoing HTTP calls of Jetty's {@code HttpClient}, 9.4 to 12.
 *
 * <p><b>Woven</b>
 *
 * <ul>
 *   <li>{@code send()} and {@code send(Response.CompleteListener)} of {@code
 *       org.eclipse.jetty.client.HttpRequest} (up to 11) and {@code
 *       org.eclipse.jetty.client.transport.HttpRequest} (12). All forms of {@code GET}, {@code
 *       POST} and {@code FORM} lead there.
 *   <li>{@code notifyComplete(Response.CompleteListener, Result)} of {@code
 *       org.eclipse.jetty.client.ResponseNotifier} (up to 11) and {@code
 *       org.eclipse.jetty.client.transport.ResponseListeners} (12), which tells the listener that
 *       the call was made with of its result.
 * </ul>
 *
 * <p><b>Metrics</b>: those of {@link io.sonde.agent.instrumentation.httpclient}. {@code
 * http_client_request_duration_seconds} runs from {@code send} to the complete result, the
 * response's body included: for {@code send()} until it returns, with a listener until that is
 * about to be told. Waiting in the destination's queue, connecting, authentication and redirects
 * are in it, the listener is not. {@code http_client_active_requests} counts calls until then.
 *
 * <p><b>Error</b>: the class of the result's failure, which {@code send()} throws as the cause of
 * an {@code ExecutionException}; {@code java.util.concurrent.TimeoutException} where the call's
 * time is up; the class of the cause that the request was aborted with.
 *
 * <p><b>Not measured</b>: {@code send(null)}, whose result nobody is told of; requests that are
 * sent on a {@code Connection} or a {@code Destination} of one's own; pushed responses; waits for
 * connections and how many there are. At most 65,536 calls with a listener are followed at a time,
 * further ones are not measured and counted by the side table.
 */
package io.sonde.agent.instrumentation.httpclient.jetty;
