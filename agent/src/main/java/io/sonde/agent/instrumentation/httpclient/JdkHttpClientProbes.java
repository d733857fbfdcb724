package io.sonde.agent.instrumentation.httpclient;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.bootstrap.SondeProbe;
import java.net.http.HttpRequest;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The probes of {@code java.net.http.HttpClient}, apart from the others because the module {@code
 * java.net.http} may be absent.
 */
final class JdkHttpClientProbes {

  /** Value of {@link CallState#HTTP_CLIENT}: inside {@code send}. */
  private static final long SYNCHRONOUS = 1;

  /** Value of {@link CallState#HTTP_CLIENT}: inside {@code sendAsync}. */
  private static final long ASYNCHRONOUS = 2;

  /**
   * The client's inner future, from where it is made to the end of {@code sendAsync} on the same
   * thread; a value of the JDK.
   */
  private static final ThreadLocal<@Nullable CompletableFuture<?>> INNER_FUTURE =
      new ThreadLocal<>();

  private final ServerTable servers;
  private final RequestLedger requests;

  private JdkHttpClientProbes(ServerTable servers, RequestLedger requests) {
    this.servers = servers;
    this.requests = requests;
  }

  static void install(ProbeContext context, ServerTable servers) {
    JdkHttpClientProbes probes = new JdkHttpClientProbes(servers, context.requests());
    context.install(ProbeId.JDK_HTTP_CLIENT, probes.new Send());
    context.install(ProbeId.JDK_HTTP_CLIENT_ASYNC, probes.new SendAsync());
    context.install(ProbeId.JDK_HTTP_CLIENT_RESPONSE, new Response());
  }

  private long enter(@Nullable Object request, long kind) {
    long[] state = CallState.current();
    if (state[CallState.MUTED] != 0
        || state[CallState.HTTP_CLIENT] != 0
        || !(request instanceof HttpRequest http)) {
      return 0L;
    }
    ServerHandle server = servers.find(http.uri());
    if (server == null) {
      return 0L;
    }
    state[CallState.CLIENT_SERVER] = server.number();
    server.started();
    requests.callBegins(state);
    state[CallState.HTTP_CLIENT] = kind;
    return CallState.now();
  }

  /** {@code send}: the response is what it returns. */
  private final class Send extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object request, @Nullable Object second) {
      return JdkHttpClientProbes.this.enter(request, SYNCHRONOUS);
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object self,
        @Nullable Object request,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      final long endNanos = CallState.now();
      long[] state = CallState.current();
      state[CallState.HTTP_CLIENT] = 0;
      requests.callEnds(state, RequestLedger.HTTP, endNanos - startNanos);
      requests.outgoing(state);
      ServerHandle server = servers.byNumber(state[CallState.CLIENT_SERVER]);
      if (server != null && request instanceof HttpRequest http) {
        new HttpExchange(startNanos, server, ClientMeters.methodNumber(http.method()))
            .end(endNanos, result, thrown);
      }
    }
  }

  /** {@code sendAsync}: the response is what its future completes with. */
  private final class SendAsync extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object request, @Nullable Object second) {
      return JdkHttpClientProbes.this.enter(request, ASYNCHRONOUS);
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object self,
        @Nullable Object request,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      final long endNanos = CallState.now();
      long[] state = CallState.current();
      state[CallState.HTTP_CLIENT] = 0;
      requests.callEnds(state, RequestLedger.HTTP, endNanos - startNanos);
      requests.outgoing(state);
      CompletableFuture<?> inner = INNER_FUTURE.get();
      INNER_FUTURE.remove();
      ServerHandle server = servers.byNumber(state[CallState.CLIENT_SERVER]);
      if (server == null || !(request instanceof HttpRequest http)) {
        return;
      }
      HttpExchange exchange =
          new HttpExchange(startNanos, server, ClientMeters.methodNumber(http.method()));
      if (thrown != null || !(result instanceof CompletableFuture<?> future)) {
        exchange.end(endNanos, null, thrown);
        return;
      }
      exchange.isHandedOver(requests, requests.handsOver(state), endNanos);
      if (inner != null) {
        // added last, so it runs first: before what the application does with the response
        CompletableFuture<?> unused = inner.whenComplete(exchange);
      }
      // the application may cancel its own future
      CompletableFuture<?> unused = future.whenComplete(exchange);
    }
  }

  /** {@code MultiExchange.responseAsync}: leaves the inner future to {@link SendAsync}. */
  private static final class Response extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      return CallState.current()[CallState.HTTP_CLIENT] == ASYNCHRONOUS ? 1L : 0L;
    }

    @Override
    public void exit(
        long token,
        @Nullable Object self,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      if (result instanceof CompletableFuture<?> future) {
        INNER_FUTURE.set(future);
      }
    }
  }
}
