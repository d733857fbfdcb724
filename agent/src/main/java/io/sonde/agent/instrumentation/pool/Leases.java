package io.sonde.agent.instrumentation.pool;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.requests.RequestLedger;
import java.lang.reflect.Proxy;

/** What happens when connections are lent and given back. */
final class Leases {

  private final LeaseTable open;
  private final RequestLedger requests;
  private final LeaseTable.End end = this::ended;

  Leases(LeaseTable open, RequestLedger requests) {
    this.open = open;
    this.requests = requests;
  }

  /** A connection was lent; {@code lent} is what {@link RequestLedger#lent} said. */
  void opened(Object connection, PoolHandle pool, long startNanos, long lent) {
    open.put(handlerOrSelf(connection), pool, startNanos, lent);
  }

  /** What is told of the close: of a dynamic proxy, whose methods nobody can weave, its handler. */
  private static Object handlerOrSelf(Object connection) {
    return Proxy.isProxyClass(connection.getClass())
        ? Proxy.getInvocationHandler(connection)
        : connection;
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

  /** Lets go of connections that are lent for long; called about once a second. */
  void sweep() {
    open.sweep(System.nanoTime());
  }
}
