package io.sonde.agent.instrumentation.pool;

import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The connections that are lent, by identity, each with its pool, since when, and for which
 * request.
 *
 * <p>A connection that is given back within about a second is held strongly, in a slot of a fixed
 * table and without any object of its own; {@link #sweep}, called about once a second, moves older
 * ones to a weak table, so that a connection which is never given back is not kept alive. One whose
 * slots are all taken goes to the weak table at once.
 *
 * <p>No method waits, locks, or calls a method of a connection. A lease on its way from one table
 * to the other is in both of them, as one {@link Lease} that only one thread can claim: who looks
 * first into the slots and then into the weak table cannot miss it, and nobody finds it twice.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code keys[i]}</td><td>acquire</td><td>compare-and-set null to {@code RESERVED}, then
 * release to the connection; compare-and-set the connection to {@code RESERVED}, then release to
 * null; compare-and-set the connection to a {@code Lease}, then release to null</td><td>the slot
 * belongs to who set {@code RESERVED} or the {@code Lease}</td></tr>
 * <tr><td>{@code pools[i]}, {@code starts[i]}, {@code lents[i]}</td><td>plain, while the slot is
 * one's own or its {@code Lease} is there</td><td>plain, while reserved</td><td>{@code
 * keys[i]}</td></tr>
 * <tr><td>{@code sweeping}</td><td>volatile</td><td>volatile, by the sweeper alone</td><td>none</td></tr>
 * <tr><td>{@code Lease.pool}, {@code .startNanos}, {@code .lent}</td><td>plain, after its slot is
 * null</td><td>plain, once, by the sweeper, before its slot is null</td><td>{@code keys[i]}, or the
 * weak table</td></tr>
 * <tr><td>{@code Lease.claimed}</td><td>volatile</td><td>compare-and-set, once</td><td>none</td></tr>
 * </table>
 */
final class LeaseTable {

  private static final int SLOTS = 1 << 12;
  private static final int BUCKET = 8;
  private static final int NOT_FOUND = -1;
  private static final long STRONG_NANOS = 1_000_000_000L;
  private static final Object RESERVED = new Object();
  private static final VarHandle KEY = MethodHandles.arrayElementVarHandle(Object[].class);

  private final @Nullable Object[] keys = new @Nullable Object[SLOTS];
  private final @Nullable PoolHandle[] pools = new @Nullable PoolHandle[SLOTS];
  private final long[] starts = new long[SLOTS];
  private final long[] lents = new long[SLOTS];
  private final WeakIdentityTable<Lease> old;
  private volatile boolean sweeping;

  /** With the table for what is lent for long. */
  LeaseTable(WeakIdentityTable<Lease> old) {
    this.old = old;
  }

  /** Who is told of a lease that has ended. */
  interface End {
    /**
     * A lease has ended.
     *
     * @param lent what {@link #put} was given
     */
    void accept(PoolHandle pool, long startNanos, long lent);
  }

  /** Notes a lease; an earlier one of the same connection is forgotten. */
  void put(Object connection, PoolHandle pool, long startNanos, long lent) {
    int bucket = bucketOf(connection);
    int free = NOT_FOUND;
    for (int i = bucket; i < bucket + BUCKET; i++) {
      Object key = KEY.getAcquire(keys, i);
      if (key == connection && KEY.compareAndSet(keys, i, connection, RESERVED)) {
        fill(i, connection, pool, startNanos, lent);
        return;
      }
      if (key == null && free == NOT_FOUND) {
        free = i;
      }
    }
    if (old.size() != 0 || sweeping) {
      Lease ignored = takeOld(connection, bucket);
    }
    for (int i = Math.max(free, bucket); i < bucket + BUCKET; i++) {
      if (KEY.getAcquire(keys, i) == null && KEY.compareAndSet(keys, i, null, RESERVED)) {
        fill(i, connection, pool, startNanos, lent);
        return;
      }
    }
    Lease lease = new Lease();
    lease.set(pool, startNanos, lent);
    boolean ignored = old.add(connection, lease);
  }

  private void fill(int slot, Object connection, PoolHandle pool, long startNanos, long lent) {
    pools[slot] = pool;
    starts[slot] = startNanos;
    lents[slot] = lent;
    KEY.setRelease(keys, slot, connection);
  }

  /** Ends a connection's lease, if it has one. */
  void take(Object connection, End end) {
    int bucket = bucketOf(connection);
    for (int i = bucket; i < bucket + BUCKET; i++) {
      if (KEY.getAcquire(keys, i) == connection
          && KEY.compareAndSet(keys, i, connection, RESERVED)) {
        PoolHandle pool = pools[i];
        long startNanos = starts[i];
        long lent = lents[i];
        KEY.setRelease(keys, i, null);
        tell(end, pool, startNanos, lent);
        return;
      }
    }
    if (old.size() != 0 || sweeping) {
      Lease lease = takeOld(connection, bucket);
      if (lease != null) {
        tell(end, lease.pool, lease.startNanos, lease.lent);
      }
    }
  }

  private static void tell(End end, @Nullable PoolHandle pool, long startNanos, long lent) {
    if (pool != null) {
      end.accept(pool, startNanos, lent);
    }
  }

  /** The claimed lease of a connection that is in the weak table, or on its way there. */
  private @Nullable Lease takeOld(Object connection, int bucket) {
    if (sweeping) {
      for (int i = bucket; i < bucket + BUCKET; i++) {
        if (KEY.getAcquire(keys, i) instanceof Lease moving && moving.connection == connection) {
          Lease copy = copyOf(moving, i);
          if (moving.claim()) {
            // the sweeper does the same if it comes to the weak table later
            boolean ignored = old.remove(connection, moving);
            return copy;
          }
        }
      }
    }
    for (Lease lease = old.remove(connection); lease != null; lease = old.remove(connection)) {
      if (lease.claim()) {
        return lease;
      }
    }
    return null;
  }

  /** What a lease holds that the sweeper has just marked and may not have filled yet. */
  private Lease copyOf(Lease moving, int slot) {
    Lease copy = new Lease();
    copy.set(pools[slot], starts[slot], lents[slot]);
    VarHandle.loadLoadFence();
    // while the mark is there, so is what it stands for; afterwards the lease is filled
    if (KEY.getAcquire(keys, slot) != moving) {
      copy.set(moving.pool, moving.startNanos, moving.lent);
    }
    return copy;
  }

  /** Moves what is older than a second to the weak table; called by one thread of ours. */
  void sweep(long nowNanos) {
    sweeping = true;
    try {
      for (int i = 0; i < SLOTS; i++) {
        Object key = KEY.getAcquire(keys, i);
        if (key != null && key != RESERVED && nowNanos - starts[i] > STRONG_NANOS) {
          move(i, key);
        }
      }
    } finally {
      sweeping = false;
    }
  }

  private void move(int slot, Object connection) {
    Lease lease = new Lease();
    lease.connection = connection;
    if (!KEY.compareAndSet(keys, slot, connection, lease)) {
      return;
    }
    lease.set(pools[slot], starts[slot], lents[slot]);
    boolean unusedIfFull = old.add(connection, lease);
    KEY.setRelease(keys, slot, null);
    lease.connection = null;
    if (lease.claimed != 0) {
      boolean ignored = old.remove(connection, lease);
    }
  }

  /** How many leases are held; walks the whole table, for tests. */
  int size() {
    int size = old.size();
    for (int i = 0; i < SLOTS; i++) {
      if (KEY.getAcquire(keys, i) != null) {
        size++;
      }
    }
    return size;
  }

  /** The first slot of a connection. */
  static int bucketOf(Object connection) {
    int hash = System.identityHashCode(connection);
    return (hash ^ (hash >>> 12)) & (SLOTS - 1) & -BUCKET;
  }

  /**
   * A lease that lasts. It refers to the connection only while the sweeper moves it, so that it can
   * be recognised in its slot.
   */
  static final class Lease {

    private static final AtomicIntegerFieldUpdater<Lease> CLAIMED =
        AtomicIntegerFieldUpdater.newUpdater(Lease.class, "claimed");

    @Nullable PoolHandle pool;
    long startNanos;
    long lent;
    volatile @Nullable Object connection;
    volatile int claimed;

    void set(@Nullable PoolHandle newPool, long newStartNanos, long newLent) {
      pool = newPool;
      startNanos = newStartNanos;
      lent = newLent;
    }

    boolean claim() {
      return CLAIMED.compareAndSet(this, 0, 1);
    }
  }
}
