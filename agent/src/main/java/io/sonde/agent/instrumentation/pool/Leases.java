package io.sonde.agent.instrumentation.pool;

import io.sonde.agent.instrumentation.WeakIdentityTable;

/** The connections that are lent, each from when and by which pool. */
final class Leases {

  private final WeakIdentityTable<Lease> open;

  Leases(WeakIdentityTable<Lease> open) {
    this.open = open;
  }

  /** A connection was lent. */
  void opened(Object connection, PoolHandle pool, long startNanos) {
    open.set(connection, new Lease(pool, startNanos));
  }

  /** A connection is given back; the first call for a lease counts. */
  void closed(Object connection) {
    Lease lease = open.remove(connection);
    if (lease != null) {
      lease.pool.recordUse(System.nanoTime() - lease.startNanos);
    }
  }

  /** One lease; it does not refer to the connection. */
  record Lease(PoolHandle pool, long startNanos) {}
}
