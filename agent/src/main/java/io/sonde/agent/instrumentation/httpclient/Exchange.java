package io.sonde.agent.instrumentation.httpclient;

import io.sonde.agent.requests.RequestLedger;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One call that may end on another thread than it began on; it is recorded once, by whichever of
 * its ends comes first.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code done}</td><td>–</td><td>compare-and-set</td><td>none</td></tr>
 * <tr><td>{@code method}</td><td>volatile</td><td>volatile</td><td>none</td></tr>
 * <tr><td>{@code requests}, {@code ticket}, {@code handedOverNanos}</td><td>plain</td><td>plain,
 * before the exchange can end elsewhere</td><td>its publication</td></tr>
 * </table>
 */
public final class Exchange {

  private final long startNanos;
  private final ServerHandle server;
  private final AtomicBoolean done = new AtomicBoolean();
  private volatile @Nullable String method;
  private @Nullable RequestLedger requests;
  private long ticket;
  private long handedOverNanos;

  /** A call that the server counts as active already. */
  public Exchange(long startNanos, ServerHandle server, @Nullable String method) {
    this.startNanos = startNanos;
    this.server = server;
    this.method = method;
  }

  /** The request's method is known only now. */
  public void sends(@Nullable String method) {
    this.method = method;
  }

  /** The calling thread goes on; called before the exchange can end elsewhere. */
  public void isHandedOver(RequestLedger requests, long ticket, long nowNanos) {
    this.requests = requests;
    this.ticket = ticket;
    this.handedOverNanos = nowNanos;
  }

  /**
   * Records the exchange, unless that was done.
   *
   * @param status the response's status, 0 if there is none
   * @param error class name of the exception that ended it, or null
   */
  public void end(long endNanos, int status, @Nullable String error) {
    if (!done.compareAndSet(false, true)) {
      return;
    }
    server.finished();
    if (requests != null) {
      requests.handedCallEnds(ticket, endNanos - handedOverNanos);
    }
    server.record(endNanos - startNanos, method, status, error);
  }

  /** It was not a call after all: nothing is recorded. */
  public void forget() {
    if (done.compareAndSet(false, true)) {
      server.finished();
    }
  }
}
