package io.sonde.agent.instrumentation.httpclient.apache4;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import io.sonde.agent.instrumentation.httpclient.Exchange;
import io.sonde.agent.instrumentation.httpclient.Getter;
import io.sonde.agent.instrumentation.httpclient.ServerHandle;
import io.sonde.bootstrap.SondeProbe;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of the asynchronous client that are under way.
 *
 * <p>An exchange is held by the response consumer of its {@code execute}, which is told of the
 * final response, a failure or a cancellation before the application's callback is; and, while
 * {@code execute} runs, by the request producer, which makes the request there.
 */
final class Apache4Exchanges {

  /** Exchanges that are followed at a time. */
  static final int MAX_EXCHANGES = 65_536;

  private static final Getter TARGET =
      Getter.ofObject("org.apache.http.nio.protocol.HttpAsyncRequestProducer", "getTarget");

  private static final Getter CONSUMER =
      Getter.ofHiddenField(
          "org.apache.http.impl.nio.client.DefaultClientExchangeHandlerImpl", "responseConsumer");

  private static final String CANCELLED = CancellationException.class.getName();

  private final ClientCalls calls;
  private final WeakIdentityTable<Exchange> exchanges;

  Apache4Exchanges(ClientCalls calls, WeakIdentityTable<Exchange> exchanges) {
    this.calls = calls;
    this.exchanges = exchanges;
  }

  /** {@code InternalHttpAsyncClient.execute}. */
  final class Execute extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object producer, @Nullable Object consumer) {
      long[] state = CallState.current();
      if (!ClientCalls.isOutermost(state) || producer == null || consumer == null) {
        return 0L;
      }
      ServerHandle server = Apache4Messages.serverOfHost(calls, TARGET.get(producer));
      if (server == null) {
        return 0L;
      }
      long startNanos = CallState.now();
      Exchange exchange = calls.handsOver(state, server, null, startNanos);
      if (!exchanges.add(producer, exchange) || !exchanges.add(consumer, exchange)) {
        exchange.forget();
        boolean unused = exchanges.remove(producer, exchange);
        return 0L;
      }
      state[CallState.HTTP_CLIENT] = ClientCalls.APACHE4_ASYNC;
      return startNanos;
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object self,
        @Nullable Object producer,
        @Nullable Object consumer,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      final long endNanos = CallState.now();
      CallState.current()[CallState.HTTP_CLIENT] = 0;
      Exchange exchange = producer == null ? null : exchanges.remove(producer);
      if (thrown != null && consumer != null && exchange != null) {
        boolean unused = exchanges.remove(consumer, exchange);
        exchange.end(endNanos, 0, thrown.getClass().getName());
      }
    }
  }

  /** {@code generateRequest} of any producer: tells the method of the exchange that begins. */
  final class Generate extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      return CallState.current()[CallState.HTTP_CLIENT] == ClientCalls.APACHE4_ASYNC ? 1L : 0L;
    }

    @Override
    public void exit(
        long token,
        @Nullable Object self,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      Exchange exchange = self == null ? null : exchanges.get(self);
      if (exchange != null) {
        exchange.sends(Apache4Messages.method(result));
      }
    }
  }

  /** {@code responseReceived} of any consumer: ends the exchange that it holds, if any. */
  final class Response extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object response, @Nullable Object second) {
      Exchange exchange = self == null ? null : exchanges.remove(self);
      if (exchange != null) {
        exchange.end(CallState.now(), Apache4Messages.status(response), null);
      }
      return 0L;
    }
  }

  private void fail(@Nullable Object consumer, @Nullable Object cause) {
    Exchange exchange = consumer == null ? null : exchanges.remove(consumer);
    if (exchange != null) {
      exchange.end(CallState.now(), 0, cause == null ? CANCELLED : cause.getClass().getName());
    }
  }

  /** {@code failed} of any consumer: ends the exchange that it holds, if any. */
  final class Failure extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object cause, @Nullable Object second) {
      fail(self, cause);
      return 0L;
    }
  }

  /** The two ways to get no connection in 4.0, where the consumer is not told. */
  final class NoConnection extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object cause, @Nullable Object second) {
      fail(CONSUMER.get(self), cause);
      return 0L;
    }
  }

  /** {@code cancel} of any consumer: ends the exchange that it holds, if any. */
  final class Cancel extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      fail(self, null);
      return 0L;
    }
  }
}
