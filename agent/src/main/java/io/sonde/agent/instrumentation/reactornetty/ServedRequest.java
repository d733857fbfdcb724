package io.sonde.agent.instrumentation.reactornetty;

import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.routes.RouteHandle;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A request that a server has given to its handler and that is not over: the handler returns, and
 * the response ends, in either order and on any threads; whichever is last records it.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code progress}: null while the handler is called, then {@link Left} or {@link
 * Ended}</td><td>volatile</td><td>compare-and-set</td><td>none</td></tr>
 * <tr><td>{@code route}, {@code error}, {@code isUpgrading}</td><td>volatile</td><td>volatile,
 * before the end</td><td>none</td></tr>
 * </table>
 */
final class ServedRequest {

  private final RequestLedger requests;
  private final RouteHandle unmatched;
  private final long startNanos;
  private final AtomicReference<@Nullable Object> progress = new AtomicReference<>();
  private volatile RouteHandle route;
  private volatile @Nullable String error;
  private volatile boolean isUpgrading;

  /** A request that its route counts as active already. */
  ServedRequest(RequestLedger requests, RouteHandle unmatched, long startNanos) {
    this.requests = requests;
    this.unmatched = unmatched;
    this.route = unmatched;
    this.startNanos = startNanos;
  }

  /** The route of what no framework has matched. */
  RouteHandle unmatched() {
    return unmatched;
  }

  /** Its route, as far as it is known by now. */
  RouteHandle route() {
    return route;
  }

  /** A framework has matched a route. */
  void matched(RouteHandle matched) {
    route = matched;
  }

  /** The handler's publisher ended with an error. */
  void failed(String type) {
    error = type;
  }

  /** Class name of that error, or null. */
  @Nullable String error() {
    return error;
  }

  /** Its headers are left to the handshake of a WebSocket. */
  void upgrades() {
    isUpgrading = true;
  }

  /** Whether that was so. */
  boolean isUpgrading() {
    return isUpgrading;
  }

  /**
   * The handler returns, on the thread that called it.
   *
   * @param state the thread's; null if it is no longer the request's
   * @return whether the response had ended before, so that it is recorded now
   */
  boolean leaves(long @Nullable [] state, long nowNanos) {
    if (progress.get() instanceof Ended ended) {
      record(ended);
      if (state != null && requests.ends(state, route.ledger(), startNanos, ended.nanos)) {
        keep(state, ended);
      }
      return true;
    }
    long[] kept = state == null ? null : requests.leaves(state, route.ledger(), nowNanos);
    Left left = new Left(kept, nowNanos);
    if (progress.compareAndSet(null, left)) {
      return false;
    }
    if (progress.get() instanceof Ended ended) {
      settle(left, ended);
    }
    return true;
  }

  /**
   * The response ends, on whatever thread.
   *
   * @return whether the handler had returned before, so that it is recorded now
   */
  boolean ends(long nowNanos, int status, @Nullable String errorType) {
    Ended ended = new Ended(nowNanos, status, errorType);
    if (progress.compareAndSet(null, ended)) {
      return false;
    }
    if (progress.get() instanceof Left left && progress.compareAndSet(left, ended)) {
      settle(left, ended);
      return true;
    }
    return false;
  }

  /** It is lost: nothing is recorded. */
  void forget() {
    if (!(progress.getAndSet(new Ended(startNanos, 0, null)) instanceof Ended)) {
      route.finished();
    }
  }

  private void settle(Left left, Ended ended) {
    record(ended);
    long[] state = left.state;
    if (state != null
        && requests.endsAsync(state, route.ledger(), startNanos, left.nanos, ended.nanos)) {
      keep(state, ended);
    }
  }

  private void record(Ended ended) {
    route.finished();
    route.record(ended.nanos - startNanos, ended.status, ended.error);
  }

  private void keep(long[] state, Ended ended) {
    requests.keep(state, route.ledger(), ended.nanos - startNanos, ended.status, ended.error, null);
  }

  /** The handler has returned. */
  private static final class Left {

    private final long @Nullable [] state;
    private final long nanos;

    /**
     * Makes it.
     *
     * @param state what {@link RequestLedger#leaves} returned; null if the thread's state was lost
     * @param nanos when
     */
    Left(long @Nullable [] state, long nanos) {
      this.state = state;
      this.nanos = nanos;
    }
  }

  /**
   * The response has ended.
   *
   * @param status the response's status, 0 if there was none
   * @param error class name of what ended it, or null
   */
  private record Ended(long nanos, int status, @Nullable String error) {}
}
