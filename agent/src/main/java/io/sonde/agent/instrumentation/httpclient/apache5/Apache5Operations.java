package io.sonde.agent.instrumentation.httpclient.apache5;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import io.sonde.agent.instrumentation.httpclient.Exchange;
import io.sonde.agent.instrumentation.httpclient.Getter;
import io.sonde.agent.instrumentation.httpclient.ServerHandle;
import io.sonde.bootstrap.SondeProbe;
import java.lang.ref.WeakReference;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The operations of the asynchronous client that are under way.
 *
 * <p>An operation begins where its execution chain is entered for the first time. It is held by two
 * objects of the library: the callback that the chain was entered with, which is told of the final
 * response or of a failure before the application is, and the future that the application has and
 * may cancel, by which entries of the chain for redirects and retries are told from new operations.
 */
final class Apache5Operations {

  /** Operations that are followed at a time, times the two objects that hold one. */
  static final int MAX_OPERATIONS = 2 * 65_536;

  private static final String SCOPE = "org.apache.hc.client5.http.async.AsyncExecChain$Scope";
  private static final Getter ROUTE = Getter.ofField(SCOPE, "route");
  private static final Getter REQUEST = Getter.ofField(SCOPE, "originalRequest");
  private static final Getter FUTURE = Getter.ofField(SCOPE, "cancellableDependency");
  private final ClientCalls calls;
  private final WeakIdentityTable<Operation> operations;

  Apache5Operations(ClientCalls calls, WeakIdentityTable<Operation> operations) {
    this.calls = calls;
    this.operations = operations;
  }

  /**
   * A call and the future by which it is also held, so that this entry can be taken as well.
   *
   * @param exchange the call
   * @param future weak, for it is a key of the table
   */
  record Operation(Exchange exchange, WeakReference<Object> future) {}

  private void end(Operation operation, int status, @Nullable String error) {
    operation.exchange.end(CallState.now(), status, error);
    Object future = operation.future.get();
    if (future != null) {
      boolean unused = operations.remove(future, operation);
    }
  }

  /** {@code AsyncExecChainElement.execute}: begins an operation if it is the chain's start. */
  final class Proceed extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object scope, @Nullable Object callback) {
      long[] state = CallState.current();
      if (!ClientCalls.isOutermost(state) || callback == null) {
        return 0L;
      }
      Object future = FUTURE.get(scope);
      if (future == null
          || operations.get(future) != null
          || (future instanceof Future<?> result && result.isDone())) {
        // a redirect or a retry
        return 0L;
      }
      ServerHandle server = Apache5Messages.serverOfRoute(calls, ROUTE.get(scope));
      if (server == null) {
        return 0L;
      }
      long startNanos = CallState.now();
      Exchange exchange =
          calls.handsOver(state, server, Apache5Messages.method(REQUEST.get(scope)), startNanos);
      Operation operation = new Operation(exchange, new WeakReference<>(future));
      if (!operations.add(future, operation) || !operations.add(callback, operation)) {
        exchange.forget();
        boolean unused = operations.remove(future, operation);
        return 0L;
      }
      state[CallState.HTTP_CLIENT] = ClientCalls.APACHE5_ASYNC;
      return startNanos;
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object self,
        @Nullable Object scope,
        @Nullable Object callback,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      CallState.current()[CallState.HTTP_CLIENT] = 0;
      Operation operation = thrown == null || callback == null ? null : operations.remove(callback);
      if (operation != null && thrown != null) {
        // the client fails the future without a word to the callback
        end(operation, 0, thrown.getClass().getName());
      }
    }
  }

  /** {@code handleResponse} of any callback: ends the operation that it holds, if any. */
  final class Response extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object response, @Nullable Object second) {
      Operation operation = self == null ? null : operations.remove(self);
      if (operation != null) {
        end(operation, Apache5Messages.status(response), null);
      }
      return 0L;
    }
  }

  /** {@code failed} of any callback: ends the operation that it holds, if any. */
  final class Failure extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object cause, @Nullable Object second) {
      Operation operation = self == null ? null : operations.remove(self);
      if (operation != null) {
        end(operation, 0, cause == null ? null : cause.getClass().getName());
      }
      return 0L;
    }
  }

  /** {@code cancel} of any future: ends the operation that it holds, if any. */
  final class Cancel extends SondeProbe {

    private static final String CANCELLED = CancellationException.class.getName();

    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      Operation operation = self == null ? null : operations.get(self);
      if (operation != null) {
        end(operation, 0, CANCELLED);
      }
      return 0L;
    }
  }
}
