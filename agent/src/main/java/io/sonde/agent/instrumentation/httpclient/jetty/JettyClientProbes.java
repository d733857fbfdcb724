package io.sonde.agent.instrumentation.httpclient.jetty;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import io.sonde.agent.instrumentation.httpclient.Exchange;
import io.sonde.agent.instrumentation.httpclient.ServerHandle;
import io.sonde.bootstrap.SondeProbe;
import java.lang.ref.WeakReference;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The probes of Jetty's client.
 *
 * <p>A call whose thread waits is measured on that thread. A call with a listener is held by its
 * conversation, an object of the library that the requests of redirects and of authentication share
 * with the first one, until the listener is told of a result.
 */
final class JettyClientProbes {

  /** Calls with a listener that are followed at a time. */
  static final int MAX_CALLS = 65_536;

  private final ClientCalls calls;
  private final WeakIdentityTable<Told> told;

  JettyClientProbes(ClientCalls calls, WeakIdentityTable<Told> told) {
    this.calls = calls;
    this.told = told;
  }

  /**
   * A call whose result a listener is told of.
   *
   * @param exchange the call
   * @param listener weak, for it may refer to the conversation
   */
  record Told(Exchange exchange, WeakReference<Object> listener) {}

  /** {@code send()}. */
  final class Send extends SondeProbe {

    @Override
    public long enter(@Nullable Object request, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (!ClientCalls.isOutermost(state)) {
        return 0L;
      }
      ServerHandle server = JettyMessages.server(calls, request);
      return server == null ? 0L : calls.begins(state, server, ClientCalls.WAITING);
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object request,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      final long elapsedNanos = CallState.now() - startNanos;
      ServerHandle server = calls.ends(CallState.current(), elapsedNanos);
      if (server != null) {
        server.record(
            elapsedNanos,
            JettyMessages.method(request),
            JettyMessages.status(result),
            error(thrown));
      }
    }

    private static @Nullable String error(@Nullable Throwable thrown) {
      if (thrown instanceof ExecutionException failed && failed.getCause() != null) {
        return failed.getCause().getClass().getName();
      }
      return thrown == null ? null : thrown.getClass().getName();
    }
  }

  /** {@code send(CompleteListener)}, by the application or by the client for a redirect. */
  final class Begin extends SondeProbe {

    @Override
    public long enter(
        @Nullable Object request, @Nullable Object listener, @Nullable Object second) {
      long[] state = CallState.current();
      if (!ClientCalls.isOutermost(state) || listener == null) {
        return 0L;
      }
      Object conversation = JettyMessages.conversation(request);
      if (conversation == null || !JettyMessages.isNew(conversation)) {
        return 0L;
      }
      ServerHandle server = JettyMessages.server(calls, request);
      if (server == null) {
        return 0L;
      }
      long startNanos = CallState.now();
      Exchange exchange = calls.handsOver(state, server, JettyMessages.method(request), startNanos);
      if (!told.add(conversation, new Told(exchange, new WeakReference<>(listener)))) {
        exchange.forget();
        return 0L;
      }
      state[CallState.HTTP_CLIENT] = ClientCalls.JETTY_SENDS;
      return startNanos;
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object request,
        @Nullable Object listener,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      final long endNanos = CallState.now();
      CallState.current()[CallState.HTTP_CLIENT] = 0;
      if (thrown != null) {
        end(request, listener, endNanos, 0, thrown.getClass().getName());
      }
    }
  }

  /** {@code notifyComplete}, for listeners that calls were made with and for the client's own. */
  final class Complete extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object listener, @Nullable Object result) {
      final long endNanos = CallState.now();
      Object failure = JettyMessages.failure(result);
      int status = failure == null ? JettyMessages.status(JettyMessages.response(result)) : 0;
      end(
          JettyMessages.request(result),
          listener,
          endNanos,
          status,
          failure == null ? null : failure.getClass().getName());
      return 0L;
    }
  }

  /** Ends the call that was made with the listener, if the request belongs to one. */
  private void end(
      @Nullable Object request,
      @Nullable Object listener,
      long endNanos,
      int status,
      @Nullable String error) {
    Object conversation = JettyMessages.conversation(request);
    if (conversation == null || listener == null) {
      return;
    }
    Told call = told.get(conversation);
    if (call != null && call.listener.refersTo(listener) && told.remove(conversation, call)) {
      call.exchange.end(endNanos, status, error);
    }
  }
}
