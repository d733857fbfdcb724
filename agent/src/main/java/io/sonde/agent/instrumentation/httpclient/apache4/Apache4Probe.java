package io.sonde.agent.instrumentation.httpclient.apache4;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import io.sonde.agent.instrumentation.httpclient.Getter;
import io.sonde.agent.instrumentation.httpclient.ServerHandle;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Records a call from {@code doExecute} to the response's headers. */
final class Apache4Probe extends SondeProbe {

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

  private final ClientCalls calls;

  Apache4Probe(ClientCalls calls) {
    this.calls = calls;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object target, @Nullable Object request) {
    long[] state = CallState.current();
    if (!ClientCalls.isOutermost(state)) {
      return 0L;
    }
    ServerHandle server =
        calls
            .servers()
            .find(HOST_SCHEME.getText(target), HOST_NAME.getText(target), HOST_PORT.getInt(target));
    return server == null ? 0L : calls.begins(state, server, ClientCalls.WAITING);
  }

  @Override
  public void exit(
      long startNanos,
      @Nullable Object self,
      @Nullable Object target,
      @Nullable Object request,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    final long elapsedNanos = CallState.now() - startNanos;
    ServerHandle server = calls.ends(CallState.current(), elapsedNanos);
    if (server != null) {
      server.record(
          elapsedNanos,
          method(request),
          STATUS.getInt(STATUS_LINE.get(result)),
          thrown == null ? null : thrown.getClass().getName());
    }
  }

  /** Requests of an address make their request line anew whenever they are asked for it. */
  private static @Nullable String method(@Nullable Object request) {
    String method = METHOD.getText(request);
    return method != null ? method : LINE_METHOD.getText(REQUEST_LINE.get(request));
  }
}
