package io.sonde.agent.instrumentation.httpclient.ahc;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import io.sonde.agent.instrumentation.httpclient.Exchange;
import io.sonde.agent.instrumentation.httpclient.Getter;
import io.sonde.agent.instrumentation.httpclient.ServerHandle;
import io.sonde.bootstrap.SondeProbe;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The probes of AsyncHttpClient: a call is held by its future until that is told of an end. */
final class AhcProbes {

  /** Calls that are followed at a time. */
  static final int MAX_CALLS = 65_536;

  private static final String REQUEST = "org.asynchttpclient.Request";
  private static final Getter METHOD = Getter.ofObject(REQUEST, "getMethod");
  private static final Getter URI = Getter.ofObject(REQUEST, "getUri");

  private static final String ADDRESS = "org.asynchttpclient.uri.Uri";
  private static final Getter SCHEME = Getter.ofObject(ADDRESS, "getScheme");
  private static final Getter HOST = Getter.ofObject(ADDRESS, "getHost");
  private static final Getter PORT = Getter.ofInt(ADDRESS, "getExplicitPort");

  private static final Getter STATUS =
      Getter.ofInt("org.asynchttpclient.HttpResponseStatus", "getStatusCode");

  private static final String CANCELLED = CancellationException.class.getName();

  private final ClientCalls calls;
  private final WeakIdentityTable<Call> futures;

  AhcProbes(ClientCalls calls, WeakIdentityTable<Call> futures) {
    this.calls = calls;
    this.futures = futures;
  }

  /**
   * A call and the last status that it had.
   *
   * <table>
   * <caption>Concurrency</caption>
   * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
   * <tr><td>{@code status}</td><td>volatile</td><td>volatile</td><td>none</td></tr>
   * </table>
   */
  static final class Call {

    private final Exchange exchange;
    private volatile int status;

    Call(Exchange exchange) {
      this.exchange = exchange;
    }
  }

  /** The future of a call was dropped without an end: the client tried again with another. */
  static void isGone(Call call) {
    call.exchange.forget();
  }

  /** {@code newNettyResponseFuture}. */
  final class Begin extends SondeProbe {

    @Override
    public long enter(@Nullable Object request, @Nullable Object first, @Nullable Object second) {
      return ClientCalls.isOutermost(CallState.current()) ? CallState.now() : 0L;
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object request,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object future,
        @Nullable Throwable thrown) {
      Object uri = URI.get(request);
      ServerHandle server =
          calls.servers().find(SCHEME.getText(uri), HOST.getText(uri), PORT.getInt(uri));
      if (server == null || future == null) {
        return;
      }
      Exchange exchange =
          calls.handsOver(CallState.current(), server, METHOD.getText(request), startNanos);
      if (!futures.add(future, new Call(exchange))) {
        exchange.forget();
      }
    }
  }

  /** {@code exitAfterIntercept}: there is a status, of a redirect too. */
  final class Response extends SondeProbe {

    @Override
    public long enter(@Nullable Object future, @Nullable Object status, @Nullable Object second) {
      Call call = future == null ? null : futures.get(future);
      if (call != null) {
        call.status = STATUS.getInt(status);
      }
      return 0L;
    }
  }

  /** {@code done}. */
  final class Done extends SondeProbe {

    @Override
    public long enter(@Nullable Object future, @Nullable Object first, @Nullable Object second) {
      final long endNanos = CallState.now();
      Call call = future == null ? null : futures.remove(future);
      if (call != null) {
        call.exchange.end(endNanos, call.status, null);
      }
      return 0L;
    }
  }

  /** {@code abort}. */
  final class Abort extends SondeProbe {

    @Override
    public long enter(@Nullable Object future, @Nullable Object cause, @Nullable Object second) {
      fails(future, cause == null ? null : cause.getClass().getName());
      return 0L;
    }
  }

  /** {@code cancel}. */
  final class Cancel extends SondeProbe {

    @Override
    public long enter(@Nullable Object future, @Nullable Object first, @Nullable Object second) {
      fails(future, CANCELLED);
      return 0L;
    }
  }

  private void fails(@Nullable Object future, @Nullable String error) {
    final long endNanos = CallState.now();
    Call call = future == null ? null : futures.remove(future);
    if (call != null) {
      call.exchange.end(endNanos, 0, error);
    }
  }
}
