package io.sonde.agent.instrumentation.pool;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.requests.CallerStack;
import io.sonde.agent.requests.RequestLedger;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What happens when connections are lent and given back. */
final class Leases {

  private final LeaseTable open;
  private final RequestLedger requests;
  private final LeaseTable.End end = this::ended;

  Leases(LeaseTable open, RequestLedger requests) {
    this.open = open;
    this.requests = requests;
  }

  /**
   * A connection was lent to the current thread, whose state is given; one whose close is not seen
   * is left out.
   */
  void opened(long[] state, Object connection, PoolHandle pool, long startNanos) {
    Object closing = handlerOrSelf(connection);
    if (closing != null) {
      long lent = requests.lent(state);
      int route = requests.routeNumber(state);
      List<String> borrowedAt = pool.wantsStack(route, startNanos) ? CallerStack.frames() : null;
      open.put(closing, pool, startNanos, lent, route, state, borrowedAt);
    }
  }

  /**
   * What is told of the close: of a dynamic proxy, whose methods nobody can weave, its handler;
   * null if that is not woven either.
   */
  private static @Nullable Object handlerOrSelf(Object connection) {
    // not isProxyClass: it makes an object, and so does getInvocationHandler, which asks it as well
    if (!(connection instanceof Proxy)) {
      return connection;
    }
    InvocationHandler handler;
    try {
      handler = Proxy.getInvocationHandler(connection);
    } catch (IllegalArgumentException notMadeByTheJdk) {
      return connection;
    }
    for (Class<?> type = handler.getClass(); type != null; type = type.getSuperclass()) {
      if (PoolInstrumentation.PROXY_HANDLERS.contains(type.getName())) {
        return handler;
      }
    }
    return null;
  }

  /** A connection, or its handler, is given back; the first call for a lease counts. */
  void closed(Object connection) {
    open.take(connection, end);
  }

  private void ended(PoolHandle pool, long startNanos, long lent) {
    long heldNanos = System.nanoTime() - startNanos;
    pool.recordUse(heldNanos);
    if (lent != 0) {
      requests.released(CallState.current(), lent, heldNanos);
    }
  }

  /**
   * Lets go of connections that are lent for long, and of what is known of those that are garbage;
   * called about once a second by one thread of ours.
   */
  void sweep(long nowNanos) {
    open.sweep(nowNanos);
    open.expunge();
  }

  /** Shows every connection that is lent; called by the thread that sweeps. */
  void forEach(Consumer<Lease> action) {
    open.forEach(action);
  }

  /** Forgets what is lent, because ends go unseen; called by the thread that sweeps. */
  void forget() {
    open.clear();
  }
}
