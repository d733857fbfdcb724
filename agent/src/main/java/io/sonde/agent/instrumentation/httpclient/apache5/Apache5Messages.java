package io.sonde.agent.instrumentation.httpclient.apache5;

import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import io.sonde.agent.instrumentation.httpclient.Getter;
import io.sonde.agent.instrumentation.httpclient.ServerHandle;
import org.jspecify.annotations.Nullable;

/** What the probes read of requests, hosts and responses of HttpComponents 5. */
final class Apache5Messages {

  private static final String HOST = "org.apache.hc.core5.http.HttpHost";
  private static final Getter HOST_NAME = Getter.ofObject(HOST, "getHostName");
  private static final Getter HOST_PORT = Getter.ofInt(HOST, "getPort");
  private static final Getter HOST_SCHEME = Getter.ofObject(HOST, "getSchemeName");

  private static final Getter TARGET =
      Getter.ofObject("org.apache.hc.client5.http.HttpRoute", "getTargetHost");

  private static final String REQUEST = "org.apache.hc.core5.http.HttpRequest";
  private static final Getter METHOD = Getter.ofObject(REQUEST, "getMethod");
  private static final Getter SCHEME = Getter.ofObject(REQUEST, "getScheme");
  private static final Getter AUTHORITY = Getter.ofObject(REQUEST, "getAuthority");

  private static final String URI_AUTHORITY = "org.apache.hc.core5.net.URIAuthority";
  private static final Getter AUTHORITY_NAME = Getter.ofObject(URI_AUTHORITY, "getHostName");
  private static final Getter AUTHORITY_PORT = Getter.ofInt(URI_AUTHORITY, "getPort");

  private static final Getter STATUS =
      Getter.ofInt("org.apache.hc.core5.http.HttpResponse", "getCode");

  private Apache5Messages() {}

  /** The server that a host names, or null. */
  static @Nullable ServerHandle serverOfHost(ClientCalls calls, @Nullable Object host) {
    return calls
        .servers()
        .find(HOST_SCHEME.getText(host), HOST_NAME.getText(host), HOST_PORT.getInt(host));
  }

  /** The server that a route leads to, or null. */
  static @Nullable ServerHandle serverOfRoute(ClientCalls calls, @Nullable Object route) {
    return serverOfHost(calls, TARGET.get(route));
  }

  /** The server that a request names, or null. */
  static @Nullable ServerHandle serverOfRequest(ClientCalls calls, @Nullable Object request) {
    Object authority = AUTHORITY.get(request);
    return calls
        .servers()
        .find(
            SCHEME.getText(request),
            AUTHORITY_NAME.getText(authority),
            AUTHORITY_PORT.getInt(authority));
  }

  /** The method of a request, null if it is not known. */
  static @Nullable String method(@Nullable Object request) {
    return METHOD.getText(request);
  }

  /** The status of a response, 0 if it is not known. */
  static int status(@Nullable Object response) {
    return STATUS.getInt(response);
  }
}
