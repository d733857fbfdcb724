package io.sonde.agent.instrumentation.undertow;

import io.sonde.agent.routes.RouteHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One request that goes on elsewhere than on the thread on which it began: what is known of it, and
 * how far it is.
 *
 * <p>The thread on which it began leaves it while another may complete it or hand it to a servlet
 * container. Whoever moves {@code phase} away from {@link #INSIDE} first tells the other what is
 * left to do: an end that comes before the thread has left is recorded by that thread, one that
 * comes later by the thread that it comes from.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code phase}</td><td>volatile</td><td>compare-and-set</td><td>none</td></tr>
 * <tr><td>{@code endNanos}</td><td>volatile</td><td>compare-and-set, once, before {@code
 * phase}</td><td>none</td></tr>
 * <tr><td>{@code left}, {@code startNanos}, {@code leftNanos}</td><td>after {@code phase} was seen to be {@link #LEFT},
 * or by the writer</td><td>once, before {@code phase}, by the thread on which the request
 * began</td><td>none</td></tr>
 * </table>
 */
final class UndertowRequest {

  /** The thread on which it began is still in it. */
  static final int INSIDE = 0;

  /** That thread has left it; it goes on. */
  static final int LEFT = 1;

  /** It is complete. */
  static final int ENDED = 2;

  /** It is a servlet container's, or lost. */
  static final int GIVEN_UP = 3;

  private static final long[] NOTHING = {};

  private final RouteHandle route;
  private final AtomicInteger phase = new AtomicInteger(INSIDE);
  private final AtomicLong endNanos = new AtomicLong();
  private long[] left = NOTHING;
  private long startNanos;
  private long leftNanos;

  UndertowRequest(RouteHandle route) {
    this.route = route;
  }

  /** When it began. */
  long startNanos() {
    return startNanos;
  }

  /** The route as it was when the request began. */
  RouteHandle route() {
    return route;
  }

  /** When it was complete; 0 if it is not. */
  long endNanos() {
    return endNanos.get();
  }

  /** What the thread's state said of the request when it left. */
  long[] left() {
    return left;
  }

  /** When that was. */
  long leftNanos() {
    return leftNanos;
  }

  /** How far it is. */
  int phase() {
    return phase.get();
  }

  /** The thread on which it began leaves; false if it has been ended or given up before. */
  boolean leaves(long[] state, long beganNanos, long nowNanos) {
    left = state;
    startNanos = beganNanos;
    leftNanos = nowNanos;
    return phase.compareAndSet(INSIDE, LEFT);
  }

  /** It is complete; true if it is for the caller to record it. */
  boolean ends(long nowNanos) {
    return endNanos.compareAndSet(0, nowNanos)
        && !phase.compareAndSet(INSIDE, ENDED)
        && phase.compareAndSet(LEFT, ENDED);
  }

  /** It is somebody else's; returns the phase that it was in. */
  int givesUp() {
    while (true) {
      int before = phase.get();
      if (before == ENDED || before == GIVEN_UP || phase.compareAndSet(before, GIVEN_UP)) {
        return before;
      }
    }
  }
}
