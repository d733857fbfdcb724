package io.sonde.agent.instrumentation.httpclient.okhttp;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import io.sonde.agent.instrumentation.httpclient.Exchange;
import io.sonde.agent.instrumentation.httpclient.Getter;
import io.sonde.agent.instrumentation.httpclient.ServerHandle;
import io.sonde.bootstrap.SondeProbe;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The probes of OkHttp.
 *
 * <p>A call that is executed is measured on its thread. A call that is enqueued is held by the call
 * object until a thread of the dispatcher has its response, or it is refused.
 */
final class OkHttpProbes {

  /** Enqueued calls that are followed at a time. */
  static final int MAX_CALLS = 65_536;

  private static final Getter REQUEST = Getter.ofObject("okhttp3.Call", "request");
  private static final Getter METHOD = Getter.ofObject("okhttp3.Request", "method");
  private static final Getter URL = Getter.ofObject("okhttp3.Request", "url");
  private static final Getter HOST = Getter.ofObject("okhttp3.HttpUrl", "host");
  private static final Getter PORT = Getter.ofInt("okhttp3.HttpUrl", "port");
  private static final Getter STATUS = Getter.ofInt("okhttp3.Response", "code");

  /** Up to 4.2, where the class is not public in most versions. */
  private static final Getter CALL = Getter.ofHidden("okhttp3.RealCall$AsyncCall", "get");

  private static final String IO_EXCEPTION = IOException.class.getName();

  /** What a callback is told when the dispatcher's executor takes no more tasks. */
  private static final String REFUSED = InterruptedIOException.class.getName();

  private final ClientCalls calls;
  private final WeakIdentityTable<Exchange> enqueued;

  OkHttpProbes(ClientCalls calls, WeakIdentityTable<Exchange> enqueued) {
    this.calls = calls;
    this.enqueued = enqueued;
  }

  private @Nullable ServerHandle server(@Nullable Object request) {
    Object url = URL.get(request);
    return calls.servers().find(null, HOST.getText(url), PORT.getInt(url));
  }

  /** {@code Call.execute}. */
  final class Execute extends SondeProbe {

    @Override
    public long enter(@Nullable Object call, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (!ClientCalls.isOutermost(state)) {
        return 0L;
      }
      ServerHandle server = server(REQUEST.get(call));
      return server == null ? 0L : calls.begins(state, server, ClientCalls.WAITING);
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object call,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      final long elapsedNanos = CallState.now() - startNanos;
      ServerHandle server = calls.ends(CallState.current(), elapsedNanos);
      if (server != null) {
        server.record(
            elapsedNanos,
            METHOD.getText(REQUEST.get(call)),
            STATUS.getInt(result),
            thrown == null ? null : thrown.getClass().getName());
      }
    }
  }

  /** {@code Call.enqueue}. */
  final class Enqueue extends SondeProbe {

    @Override
    public long enter(@Nullable Object call, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (!ClientCalls.isOutermost(state) || call == null) {
        return 0L;
      }
      Object request = REQUEST.get(call);
      ServerHandle server = server(request);
      if (server == null) {
        return 0L;
      }
      long startNanos = CallState.now();
      Exchange exchange = calls.handsOver(state, server, METHOD.getText(request), startNanos);
      if (!enqueued.add(call, exchange)) {
        exchange.forget();
        return 0L;
      }
      state[CallState.HTTP_CLIENT] = ClientCalls.OKHTTP_ENQUEUES;
      return startNanos;
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object call,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      final long endNanos = CallState.now();
      CallState.current()[CallState.HTTP_CLIENT] = 0;
      if (thrown != null) {
        end(call, endNanos, 0, thrown.getClass().getName());
      }
    }
  }

  /** {@code getResponseWithInterceptorChain}, for calls that were enqueued. */
  final class Respond extends SondeProbe {

    /** Added to the flag's former value, for 0 means that nothing is measured. */
    private static final long FORMER = 1;

    @Override
    public long enter(@Nullable Object call, @Nullable Object first, @Nullable Object second) {
      if (call == null || enqueued.get(call) == null) {
        return 0L;
      }
      long[] state = CallState.current();
      long former = state[CallState.HTTP_CLIENT];
      // not 0 if the dispatcher's executor runs tasks on the thread that enqueues
      state[CallState.HTTP_CLIENT] = ClientCalls.OKHTTP_WORKS;
      return former + FORMER;
    }

    @Override
    public void exit(
        long token,
        @Nullable Object call,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      final long endNanos = CallState.now();
      CallState.current()[CallState.HTTP_CLIENT] = token - FORMER;
      String error = null;
      if (thrown != null) {
        error = thrown.getClass().getName();
      } else if (result == null) {
        // how 3.0 tells itself of a cancellation
        error = IO_EXCEPTION;
      }
      end(call, endNanos, STATUS.getInt(result), error);
    }
  }

  /** {@code noMoreExchanges} (from 4.3 on): of a call that did not get to run, it is the end. */
  final class Refuse extends SondeProbe {

    @Override
    public long enter(@Nullable Object call, @Nullable Object cause, @Nullable Object second) {
      if (cause != null && CallState.current()[CallState.HTTP_CLIENT] != ClientCalls.OKHTTP_WORKS) {
        end(call, CallState.now(), 0, cause.getClass().getName());
      }
      return 0L;
    }
  }

  /** {@code Dispatcher.finished} (up to 4.2): of a call that did not get to run, it is the end. */
  final class Finish extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object asyncCall, @Nullable Object second) {
      end(CALL.get(asyncCall), CallState.now(), 0, REFUSED);
      return 0L;
    }
  }

  /** Ends the call if it is enqueued. */
  private void end(@Nullable Object call, long endNanos, int status, @Nullable String error) {
    Exchange exchange = call == null ? null : enqueued.remove(call);
    if (exchange != null) {
      exchange.end(endNanos, status, error);
    }
  }
}
