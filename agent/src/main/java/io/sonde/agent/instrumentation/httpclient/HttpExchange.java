package io.sonde.agent.instrumentation.httpclient;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.requests.RequestLedger;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One exchange of a {@code java.net.http.HttpClient}; it is recorded once, by whichever of its
 * futures completes first.
 */
final class HttpExchange implements BiConsumer<@Nullable Object, @Nullable Throwable> {

  private final long startNanos;
  private final ServerHandle server;
  private final int method;
  private final AtomicBoolean done = new AtomicBoolean();
  private @Nullable RequestLedger requests;
  private long ticket;
  private long handedOverNanos;

  HttpExchange(long startNanos, ServerHandle server, int method) {
    this.startNanos = startNanos;
    this.server = server;
    this.method = method;
  }

  /** The calling thread goes on; called before the exchange can end elsewhere. */
  void isHandedOver(RequestLedger requests, long ticket, long nowNanos) {
    this.requests = requests;
    this.ticket = ticket;
    this.handedOverNanos = nowNanos;
  }

  @Override
  public void accept(@Nullable Object response, @Nullable Throwable thrown) {
    end(CallState.now(), response, thrown);
  }

  /** Records the exchange, unless that was done. */
  void end(long endNanos, @Nullable Object response, @Nullable Throwable thrown) {
    if (!done.compareAndSet(false, true)) {
      return;
    }
    server.finished();
    if (requests != null) {
      requests.handedCallEnds(ticket, endNanos - handedOverNanos);
    }
    int status = response instanceof HttpResponse<?> http ? http.statusCode() : 0;
    server.record(endNanos - startNanos, method, status, thrown == null ? null : typeOf(thrown));
  }

  private static String typeOf(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause.getClass() == IOException.class
        && cause.getCause() instanceof CancellationException cancelled) {
      // how the client tells its inner future of a cancellation
      cause = cancelled;
    }
    return cause.getClass().getName();
  }
}
