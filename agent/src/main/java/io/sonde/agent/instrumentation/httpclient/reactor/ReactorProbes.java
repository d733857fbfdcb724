package io.sonde.agent.instrumentation.httpclient.reactor;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import io.sonde.agent.instrumentation.httpclient.Exchange;
import io.sonde.agent.instrumentation.httpclient.Getter;
import io.sonde.agent.instrumentation.httpclient.ServerHandle;
import io.sonde.bootstrap.SondeProbe;
import java.lang.ref.WeakReference;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The probes of reactor-netty's client.
 *
 * <p>A call is held by its handler, of which each subscription has one, redirects and retries
 * included. The operations of the connection that it has at the time hold it too, since they alone
 * are told of a cancellation.
 */
final class ReactorProbes {

  /** Calls that are followed at a time. */
  static final int MAX_CALLS = 65_536;

  private static final String PACKAGE = "reactor.netty.http.client.";
  private static final String HANDLER = PACKAGE + "HttpClientConnect$HttpClientHandler";
  private static final Getter METHOD = Getter.ofHiddenField(HANDLER, "method");
  private static final Getter ENDPOINT = Getter.ofHiddenField(HANDLER, "toURI");
  private static final Getter OBSERVED =
      Getter.ofHiddenField(PACKAGE + "HttpClientConnect$HttpIOHandlerObserver", "handler");

  private static final String URI_ENDPOINT = PACKAGE + "UriEndpoint";
  private static final Getter HOST = Getter.ofHiddenField(URI_ENDPOINT, "host");
  private static final Getter PORT = Getter.ofHiddenInt(URI_ENDPOINT, "port");
  private static final Getter SCHEME = Getter.ofHiddenField(URI_ENDPOINT, "scheme");

  private static final String NETTY = "io.netty.handler.codec.http.";
  private static final Getter METHOD_NAME = Getter.ofObject(NETTY + "HttpMethod", "name");
  private static final Getter STATUS = Getter.ofObject(PACKAGE + "HttpClientResponse", "status");
  private static final Getter CODE = Getter.ofInt(NETTY + "HttpResponseStatus", "code");

  private static final Getter IS_CANCELLED =
      Getter.ofObject("reactor.netty.channel.ChannelOperations", "isInboundCancelled");

  private static final String RESPONSE_RECEIVED = "RESPONSE_RECEIVED";
  private static final String CANCELLED = CancellationException.class.getName();

  private final ClientCalls calls;
  private final WeakIdentityTable<Call> handlers;
  private final WeakIdentityTable<Call> operations;

  ReactorProbes(
      ClientCalls calls, WeakIdentityTable<Call> handlers, WeakIdentityTable<Call> operations) {
    this.calls = calls;
    this.handlers = handlers;
    this.operations = operations;
  }

  /**
   * A call and the objects of the library by which it is held, weak, for they are keys of the
   * tables.
   *
   * <table>
   * <caption>Concurrency</caption>
   * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
   * <tr><td>{@code operations}</td><td>volatile</td><td>volatile</td><td>none</td></tr>
   * </table>
   */
  static final class Call {

    private final Exchange exchange;
    private final WeakReference<Object> handler;
    private volatile @Nullable WeakReference<Object> operations;

    Call(Exchange exchange, Object handler) {
      this.exchange = exchange;
      this.handler = new WeakReference<>(handler);
    }
  }

  /** The handler of a call is gone that was never told of an end. */
  static void isGone(Call call) {
    call.exchange.forget();
  }

  /** {@code acquire}: begins a call unless the handler has one, which goes on. */
  final class Begin extends SondeProbe {

    @Override
    public long enter(@Nullable Object handler, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (handler == null || !ClientCalls.isOutermost(state) || handlers.get(handler) != null) {
        return 0L;
      }
      Object endpoint = ENDPOINT.get(handler);
      ServerHandle server =
          calls
              .servers()
              .find(SCHEME.getText(endpoint), HOST.getText(endpoint), PORT.getInt(endpoint));
      if (server == null) {
        return 0L;
      }
      long startNanos = CallState.now();
      String method = METHOD_NAME.getText(METHOD.get(handler));
      Exchange exchange = calls.handsOver(state, server, method, startNanos);
      if (!handlers.add(handler, new Call(exchange, handler))) {
        exchange.forget();
        return 0L;
      }
      return startNanos;
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object handler,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      if (thrown != null) {
        end(handler, CallState.now(), 0, thrown.getClass().getName());
      }
    }
  }

  /** {@code channel}. */
  final class Bind extends SondeProbe {

    @Override
    public long enter(@Nullable Object handler, @Nullable Object bound, @Nullable Object second) {
      Call call = handler == null ? null : handlers.get(handler);
      if (call != null && bound != null && operations.add(bound, call)) {
        unbind(call);
        call.operations = new WeakReference<>(bound);
        if (Boolean.TRUE.equals(IS_CANCELLED.get(bound))) {
          // nobody waited for the connection any more
          end(handler, CallState.now(), 0, CANCELLED);
        }
      }
      return 0L;
    }
  }

  /** {@code onStateChange}. */
  final class Response extends SondeProbe {

    @Override
    public long enter(
        @Nullable Object observer, @Nullable Object response, @Nullable Object state) {
      if (state instanceof Enum<?> change && change.name().equals(RESPONSE_RECEIVED)) {
        final long endNanos = CallState.now();
        end(OBSERVED.get(observer), endNanos, CODE.getInt(STATUS.get(response)), null);
      }
      return 0L;
    }
  }

  /** {@code test}: ends the call unless the client goes on. */
  final class Failure extends SondeProbe {

    @Override
    public long enter(@Nullable Object handler, @Nullable Object cause, @Nullable Object goesOn) {
      if (goesOn == null) {
        end(handler, CallState.now(), 0, cause == null ? null : cause.getClass().getName());
      } else {
        Call call = handlers.get(goesOn);
        if (call != null) {
          // the connection that failed, or led elsewhere, is given up
          unbind(call);
        }
      }
      return 0L;
    }
  }

  /** {@code onInboundCancel}: ends the call of the operations, if they have one. */
  final class Cancel extends SondeProbe {

    @Override
    public long enter(@Nullable Object bound, @Nullable Object first, @Nullable Object second) {
      Call call = bound == null ? null : operations.get(bound);
      if (call != null) {
        end(call.handler.get(), CallState.now(), 0, CANCELLED);
      }
      return 0L;
    }
  }

  private void unbind(Call call) {
    WeakReference<Object> reference = call.operations;
    Object bound = reference == null ? null : reference.get();
    if (bound != null) {
      boolean unused = operations.remove(bound, call);
    }
    call.operations = null;
  }

  private void end(@Nullable Object handler, long endNanos, int status, @Nullable String error) {
    Call call = handler == null ? null : handlers.remove(handler);
    if (call != null) {
      unbind(call);
      call.exchange.end(endNanos, status, error);
    }
  }
}
