package io.sonde.agent.instrumentation.httpclient.jdk;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import java.util.List;

/** Weaves {@link java.net.HttpURLConnection} and the JDK's {@code HttpClient}. */
public final class JdkHttpInstrumentation implements Technology {

  private static final String URL_CONNECTION_OPEN =
      "io.sonde.agent.instrumentation.httpclient.jdk.UrlConnectionAdvice$Open";
  private static final String URL_CONNECTION_RESPONSE =
      "io.sonde.agent.instrumentation.httpclient.jdk.UrlConnectionAdvice$Response";
  private static final String JDK_CLIENT_SEND =
      "io.sonde.agent.instrumentation.httpclient.jdk.JdkHttpClientAdvice$Send";
  private static final String JDK_CLIENT_SEND_ASYNC =
      "io.sonde.agent.instrumentation.httpclient.jdk.JdkHttpClientAdvice$SendAsync";
  private static final String JDK_CLIENT_RESPONSE =
      "io.sonde.agent.instrumentation.httpclient.jdk.JdkHttpClientAdvice$Response";

  /** Made by hand in the list of technologies. */
  public JdkHttpInstrumentation() {}

  @Override
  public String name() {
    return "httpclient.jdk";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("sun.net.www.protocol.http.HttpURLConnection"),
            List.of(
                new MethodRule("connect", "()V", URL_CONNECTION_OPEN),
                new MethodRule("getOutputStream", "()Ljava/io/OutputStream;", URL_CONNECTION_OPEN),
                new MethodRule(
                    "getInputStream", "()Ljava/io/InputStream;", URL_CONNECTION_RESPONSE))),
        TypeRule.named(
            List.of("sun.net.www.protocol.https.AbstractDelegateHttpsURLConnection"),
            List.of(new MethodRule("connect", "()V", URL_CONNECTION_OPEN))),
        TypeRule.named(
            List.of("jdk.internal.net.http.HttpClientImpl"),
            List.of(
                new MethodRule(
                    "send",
                    "(Ljava/net/http/HttpRequest;Ljava/net/http/HttpResponse$BodyHandler;)"
                        + "Ljava/net/http/HttpResponse;",
                    JDK_CLIENT_SEND),
                new MethodRule(
                    "sendAsync",
                    "(Ljava/net/http/HttpRequest;Ljava/net/http/HttpResponse$BodyHandler;"
                        + "Ljava/net/http/HttpResponse$PushPromiseHandler;)"
                        + "Ljava/util/concurrent/CompletableFuture;",
                    JDK_CLIENT_SEND_ASYNC))),
        TypeRule.named(
            List.of("jdk.internal.net.http.MultiExchange"),
            List.of(
                new MethodRule(
                    "responseAsync",
                    "(Ljava/util/concurrent/Executor;)Ljava/util/concurrent/CompletableFuture;",
                    JDK_CLIENT_RESPONSE))));
  }

  @Override
  public void install(ProbeContext context) {
    ClientCalls calls = ClientCalls.of(context);
    UrlConnections connections =
        new UrlConnections(
            calls, context.sideTable("http_url_connections", UrlConnections.MAX_CONNECTIONS));
    context.install(ProbeId.HTTP_URL_CONNECTION_OPEN, new UrlConnectionOpenProbe(connections));
    context.install(ProbeId.HTTP_URL_CONNECTION, new UrlConnectionProbe(connections));
    try {
      JdkHttpClientProbes.install(context, calls);
    } catch (LinkageError absent) {
      // a runtime image without the module java.net.http; there is nothing woven either
    }
  }

  @Override
  public int[] beginnings() {
    return new int[] {
      ProbeId.HTTP_URL_CONNECTION_OPEN,
      ProbeId.HTTP_URL_CONNECTION,
      ProbeId.JDK_HTTP_CLIENT,
      ProbeId.JDK_HTTP_CLIENT_ASYNC
    };
  }
}
