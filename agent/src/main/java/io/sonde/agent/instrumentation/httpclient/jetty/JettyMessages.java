package io.sonde.agent.instrumentation.httpclient.jetty;

import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import io.sonde.agent.instrumentation.httpclient.Getter;
import io.sonde.agent.instrumentation.httpclient.ServerHandle;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What the probes read of requests, responses and results; all of it has other names in 12. */
final class JettyMessages {

  /** Up to 11. */
  private static final JettyMessages OF_9 =
      new JettyMessages("org.eclipse.jetty.client.", "org.eclipse.jetty.client.api.");

  private static final JettyMessages OF_12 =
      new JettyMessages("org.eclipse.jetty.client.transport.", "org.eclipse.jetty.client.");

  private final Getter conversation;
  private final Getter exchanges;
  private final Getter method;
  private final Getter scheme;
  private final Getter host;
  private final Getter port;
  private final Getter status;
  private final Getter resultRequest;
  private final Getter resultResponse;
  private final Getter resultFailure;

  private JettyMessages(String inner, String api) {
    String request = inner + "HttpRequest";
    String result = api + "Result";
    // protected in 9.4
    conversation = Getter.ofHidden(request, "getConversation");
    exchanges = Getter.ofObject(inner + "HttpConversation", "getExchanges");
    method = Getter.ofObject(request, "getMethod");
    scheme = Getter.ofObject(request, "getScheme");
    host = Getter.ofObject(request, "getHost");
    port = Getter.ofInt(request, "getPort");
    status = Getter.ofInt(api + "Response", "getStatus");
    resultRequest = Getter.ofObject(result, "getRequest");
    resultResponse = Getter.ofObject(result, "getResponse");
    resultFailure = Getter.ofObject(result, "getFailure");
  }

  /** The server that a request names, or null. */
  static @Nullable ServerHandle server(ClientCalls calls, @Nullable Object request) {
    JettyMessages names = OF_9.host.get(request) == null ? OF_12 : OF_9;
    return calls
        .servers()
        .find(
            names.scheme.getText(request), names.host.getText(request), names.port.getInt(request));
  }

  /** The method of a request, null if it is not known. */
  static @Nullable String method(@Nullable Object request) {
    String method = OF_9.method.getText(request);
    return method == null ? OF_12.method.getText(request) : method;
  }

  /** What a request has in common with those that redirects and authentication make of it. */
  static @Nullable Object conversation(@Nullable Object request) {
    Object conversation = OF_9.conversation.get(request);
    return conversation == null ? OF_12.conversation.get(request) : conversation;
  }

  /** Whether nothing of a conversation was sent yet: its next request is the application's. */
  static boolean isNew(Object conversation) {
    Object exchanges = OF_9.exchanges.get(conversation);
    if (exchanges == null) {
      exchanges = OF_12.exchanges.get(conversation);
    }
    return exchanges instanceof Collection<?> sent && sent.isEmpty();
  }

  /** The status of a response, 0 if there is none. */
  static int status(@Nullable Object response) {
    int status = OF_9.status.getInt(response);
    return status == 0 ? OF_12.status.getInt(response) : status;
  }

  /** The request of a result. */
  static @Nullable Object request(@Nullable Object result) {
    Object request = OF_9.resultRequest.get(result);
    return request == null ? OF_12.resultRequest.get(result) : request;
  }

  /** The response of a result. */
  static @Nullable Object response(@Nullable Object result) {
    Object response = OF_9.resultResponse.get(result);
    return response == null ? OF_12.resultResponse.get(result) : response;
  }

  /** What a result failed with, or null. */
  static @Nullable Object failure(@Nullable Object result) {
    Object failure = OF_9.resultFailure.get(result);
    return failure == null ? OF_12.resultFailure.get(result) : failure;
  }
}
