package io.sonde.agent.instrumentation.pool;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.requests.RequestLedger;
import java.lang.reflect.Proxy;

/** The connections that are lent, each from when and by which pool. */
final class Leases {

  private final WeakIdentityTable<Lease> open;
  private final RequestLedger requests;

  Leases(WeakIdentityTable<Lease> open, RequestLedger requests) {
    this.open = open;
    this.requests = requests;
  }

  /** A connection was lent; {@code lent} is what {@link RequestLedger#lent} said. */
  void opened(Object connection, PoolHandle pool, long startNanos, long lent) {
    open.set(handlerOrSelf(connection), new Lease(pool, startNanos, lent));
  }

  /** What is told of the close: of a dynamic proxy, whose methods nobody can weave, its handler. */
  private static Object handlerOrSelf(Object connection) {
    return Proxy.isProxyClass(connection.getClass())
        ? Proxy.getInvocationHandler(connection)
        : connection;
  }

  /** A connection, or its handler, is given back; the first call for a lease counts. */
  void closed(Object connection) {
    Lease lease = open.remove(connection);
    if (lease != null) {
      long heldNanos = System.nanoTime() - lease.startNanos;
      lease.pool.recordUse(heldNanos);
      requests.released(CallState.current(), lease.lent, heldNanos);
    }
  }

  /** One lease; it does not refer to the connection. */
  record Lease(PoolHandle pool, long startNanos, long lent) {}
}
