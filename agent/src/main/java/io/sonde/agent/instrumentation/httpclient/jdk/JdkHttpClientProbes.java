package io.sonde.agent.instrumentation.httpclient.jdk;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import io.sonde.agent.instrumentation.httpclient.Exchange;
import io.sonde.agent.instrumentation.httpclient.ServerHandle;
import io.sonde.bootstrap.SondeProbe;
import java.net.http.HttpRequest;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The probes of {@code java.net.http.HttpClient}, apart from the others because the module {@code
 * java.net.http} may be absent.
 */
final class JdkHttpClientProbes {

  /**
   * The client's inner future, from where it is made to the end of {@code sendAsync} on the same
   * thread; a value of the JDK.
   */
  private static final ThreadLocal<@Nullable CompletableFuture<?>> INNER_FUTURE =
      new ThreadLocal<>();

  private final ClientCalls calls;

  private JdkHttpClientProbes(ClientCalls calls) {
    this.calls = calls;
  }

  static void install(ProbeContext context, ClientCalls calls) {
    JdkHttpClientProbes probes = new JdkHttpClientProbes(calls);
    context.install(ProbeId.JDK_HTTP_CLIENT, probes.new Send());
    context.install(ProbeId.JDK_HTTP_CLIENT_ASYNC, probes.new SendAsync());
    context.install(ProbeId.JDK_HTTP_CLIENT_RESPONSE, new Response());
  }

  private long enter(@Nullable Object request, long kind) {
    long[] state = CallState.current();
    if (!ClientCalls.isOutermost(state) || !(request instanceof HttpRequest http)) {
      return 0L;
    }
    ServerHandle server = calls.servers().find(http.uri());
    return server == null ? 0L : calls.begins(state, server, kind);
  }

  /** {@code send}: the response is what it returns. */
  private final class Send extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object request, @Nullable Object second) {
      return JdkHttpClientProbes.this.enter(request, ClientCalls.WAITING);
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object self,
        @Nullable Object request,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      final long elapsedNanos = CallState.now() - startNanos;
      ServerHandle server = calls.ends(CallState.current(), elapsedNanos);
      if (server != null && request instanceof HttpRequest http) {
        server.record(
            elapsedNanos, http.method(), Completion.status(result), Completion.error(thrown));
      }
    }
  }

  /** {@code sendAsync}: the response is what its future completes with. */
  private final class SendAsync extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object request, @Nullable Object second) {
      return JdkHttpClientProbes.this.enter(request, ClientCalls.JDK_ASYNC);
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
      ServerHandle server = calls.leaves(state, endNanos - startNanos);
      CompletableFuture<?> inner = INNER_FUTURE.get();
      INNER_FUTURE.remove();
      if (server == null || !(request instanceof HttpRequest http)) {
        return;
      }
      Exchange exchange = new Exchange(startNanos, server, http.method());
      if (thrown != null || !(result instanceof CompletableFuture<?> future)) {
        exchange.end(endNanos, 0, Completion.error(thrown));
        return;
      }
      exchange.isHandedOver(calls.requests(), calls.requests().handsOver(state), endNanos);
      Completion completion = new Completion(exchange);
      if (inner != null) {
        // added last, so it runs first: before what the application does with the response
        CompletableFuture<?> unused = inner.whenComplete(completion);
      }
      // the application may cancel its own future
      CompletableFuture<?> unused = future.whenComplete(completion);
    }
  }

  /** {@code MultiExchange.responseAsync}: leaves the inner future to {@link SendAsync}. */
  private static final class Response extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      return CallState.current()[CallState.HTTP_CLIENT] == ClientCalls.JDK_ASYNC ? 1L : 0L;
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
