package io.sonde.agent.instrumentation.pool;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The leases whose connection became garbage without having been closed, until they are looked at.
 *
 * <p>Any thread adds; one of ours takes, once a second. At most {@value #MAX} are kept; of further
 * ones only the number is, by their pool.
 */
final class LostLeases {

  private static final int MAX = 1_000;

  private final ConcurrentLinkedQueue<Lease> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();

  /** A connection is gone. */
  void add(LeaseTable.Kept kept) {
    Lease lease = kept.claimed();
    if (lease == null) {
      // it was given back before
      return;
    }
    if (size.get() < MAX) {
      size.incrementAndGet();
      queue.add(lease);
    } else {
      lease.pool().countLost();
    }
  }

  /** Takes all there are. */
  void drain(Consumer<Lease> action) {
    for (Lease lease = queue.poll(); lease != null; lease = queue.poll()) {
      size.decrementAndGet();
      action.accept(lease);
    }
  }
}
