package io.sonde.agent.instrumentation.httpclient.apache4;

import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import io.sonde.agent.instrumentation.httpclient.Getter;
import io.sonde.agent.instrumentation.httpclient.ServerHandle;
import org.jspecify.annotations.Nullable;

/** What the probes read of requests, hosts and responses of HttpComponents 4. */
final class Apache4Messages {

  private static final String HOST = "org.apache.http.HttpHost";
  private static final Getter HOST_NAME = Getter.ofObject(HOST, "getHostName");
  private static final Getter HOST_PORT = Getter.ofInt(HOST, "getPort");
  private static final Getter HOST_SCHEME = Getter.ofObject(HOST, "getSchemeName");

  private static final Getter METHOD =
      Getter.ofObject("org.apache.http.client.methods.HttpUriRequest", "getMethod");
  private static final Getter REQUEST_LINE =
      Getter.ofObject("org.apache.http.HttpRequest", "getRequestLine");
  private static final Getter LINE_METHOD =
      Getter.ofObject("org.apache.http.RequestLine", "getMethod");

  private static final Getter STATUS_LINE =
      Getter.ofObject("org.apache.http.HttpResponse", "getStatusLine");
  private static final Getter STATUS = Getter.ofInt("org.apache.http.StatusLine", "getStatusCode");

  private Apache4Messages() {}

  /** The server that a host names, or null. */
  static @Nullable ServerHandle serverOfHost(ClientCalls calls, @Nullable Object host) {
    return calls
        .servers()
        .find(HOST_SCHEME.getText(host), HOST_NAME.getText(host), HOST_PORT.getInt(host));
  }

  /** The method of a request, null if it is not known. */
  static @Nullable String method(@Nullable Object request) {
    // requests of an address make their request line anew whenever they are asked for it
    String method = METHOD.getText(request);
    return method != null ? method : LINE_METHOD.getText(REQUEST_LINE.get(request));
  }

  /** The status of a response, 0 if it is not known. */
  static int status(@Nullable Object response) {
    return STATUS.getInt(STATUS_LINE.get(response));
  }
}
