package io.sonde.agent.instrumentation.pool;

import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections that are lent, by identity, each with its {@link Lease}.
 *
 * <p>A connection that is given back within about a second is held strongly, in a slot of a fixed
 * table and without any object of its own; {@link #sweep}, called about once a second, moves older
 * ones to a weak table, so that a connection which is never given back is not kept alive. One whose
 * slots are all taken goes to the weak table at once. What the weak table has no room for is
 * dropped and counted there.
 *
 * <p>No method waits, locks, or calls a method of a connection. A lease on its way from one table
 * to the other is in both of them, as one {@link Kept} that only one thread can claim: who looks
 * first into the slots and then into the weak table cannot miss it, and nobody finds it twice.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code keys[i]}</td><td>acquire</td><td>compare-and-set null to {@code RESERVED}, then
 * release to the connection; compare-and-set the connection to {@code RESERVED}, then release to
 * the connection or null; compare-and-set the connection to a {@code Kept}, then release to
 * null; compare-and-set the connection to null</td><td>the slot belongs to who set {@code RESERVED}
 * or the {@code Kept}</td></tr>
 * <tr><td>row {@code i} of {@code rows}</td><td>plain, while the slot is one's own or its {@code
 * Kept} is there; {@link #forEach}: plain, and dropped if key or start changed meanwhile</td><td>plain,
 * while reserved</td><td>{@code keys[i]}</td></tr>
 * <tr><td>{@code sweeping}</td><td>volatile</td><td>volatile, by the sweeper alone</td><td>none</td></tr>
 * <tr><td>{@code Kept.lease}</td><td>plain, after its slot is null or out of the weak table</td>
 * <td>plain, once, by its maker, before its slot is null and it is in the weak table</td><td>{@code
 * keys[i]}, or the weak table</td></tr>
 * <tr><td>{@code Kept.connection}</td><td>volatile</td><td>volatile, by the sweeper</td><td>none</td></tr>
 * <tr><td>{@code Kept.claimed}</td><td>volatile</td><td>compare-and-set, once</td><td>none</td></tr>
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
  private final LeaseRows rows = new LeaseRows(SLOTS);
  private final WeakIdentityTable<Kept> old;
  private volatile boolean sweeping;

  /** With the table for what is lent for long. */
  LeaseTable(WeakIdentityTable<Kept> old) {
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

  /**
   * Notes a lease to the current thread; an earlier one of the same connection is forgotten. See
   * {@link Lease} for the parameters.
   */
  void put(
      Object connection,
      PoolHandle pool,
      long startNanos,
      long lent,
      int route,
      long[] state,
      @Nullable List<String> borrowedAt) {
    String thread = Thread.currentThread().getName();
    int slot = reserve(connection);
    if (slot != NOT_FOUND) {
      // who has seen a part of the new row must not see the old key any more, see read
      VarHandle.storeStoreFence();
      rows.set(slot, pool, startNanos, lent, thread, route, state, borrowedAt);
      KEY.setRelease(keys, slot, connection);
      return;
    }
    Lease lease = new Lease(pool, startNanos, lent, thread, route, state, borrowedAt);
    boolean unusedIfFull = old.add(connection, new Kept(lease));
  }

  /** A slot for a connection, marked as reserved; none if all are taken. */
  private int reserve(Object connection) {
    int bucket = bucketOf(connection);
    int free = NOT_FOUND;
    for (int i = bucket; i < bucket + BUCKET; i++) {
      Object key = KEY.getAcquire(keys, i);
      if (key == connection && KEY.compareAndSet(keys, i, connection, RESERVED)) {
        return i;
      }
      if (key == null && free == NOT_FOUND) {
        free = i;
      }
    }
    if (mayBeOld()) {
      Lease ignored = takeOld(connection, bucket);
    }
    for (int i = Math.max(free, bucket); i < bucket + BUCKET; i++) {
      if (KEY.getAcquire(keys, i) == null && KEY.compareAndSet(keys, i, null, RESERVED)) {
        return i;
      }
    }
    return NOT_FOUND;
  }

  /** Ends a connection's lease, if it has one. */
  void take(Object connection, End end) {
    int bucket = bucketOf(connection);
    for (int i = bucket; i < bucket + BUCKET; i++) {
      if (KEY.getAcquire(keys, i) == connection
          && KEY.compareAndSet(keys, i, connection, RESERVED)) {
        PoolHandle pool = rows.pool(i);
        long startNanos = rows.startNanos(i);
        long lent = rows.lent(i);
        KEY.setRelease(keys, i, null);
        if (pool != null) {
          end.accept(pool, startNanos, lent);
        }
        return;
      }
    }
    if (mayBeOld()) {
      Lease lease = takeOld(connection, bucket);
      if (lease != null) {
        end.accept(lease.pool(), lease.startNanos(), lease.lent());
      }
    }
  }

  /**
   * Whether a lease that is in no slot may be in the weak table or on its way there. In this order:
   * a sweep that is over has added all that it took out of slots.
   */
  private boolean mayBeOld() {
    return sweeping || old.size() != 0;
  }

  /** The claimed lease of a connection that is in the weak table, or on its way there. */
  private @Nullable Lease takeOld(Object connection, int bucket) {
    if (sweeping) {
      for (int i = bucket; i < bucket + BUCKET; i++) {
        if (KEY.getAcquire(keys, i) instanceof Kept moving && moving.connection == connection) {
          Lease lease = leaseOf(moving, i);
          if (moving.claim()) {
            // the sweeper does the same if it comes to the weak table later
            boolean ignored = old.remove(connection, moving);
            return lease;
          }
        }
      }
    }
    for (Kept kept = old.remove(connection); kept != null; kept = old.remove(connection)) {
      if (kept.claim()) {
        return kept.lease;
      }
    }
    return null;
  }

  /** The lease that the sweeper has just marked and may not have copied yet. */
  private @Nullable Lease leaseOf(Kept moving, int slot) {
    Lease lease = rows.lease(slot);
    VarHandle.loadLoadFence();
    // while the mark is there, so is what it stands for; afterwards it has its own copy
    return KEY.getAcquire(keys, slot) == moving ? lease : moving.lease;
  }

  /** Moves what is older than a second to the weak table; called by one thread of ours. */
  void sweep(long nowNanos) {
    sweeping = true;
    try {
      for (int i = 0; i < SLOTS; i++) {
        Object key = KEY.getAcquire(keys, i);
        if (key != null && key != RESERVED && nowNanos - rows.startNanos(i) > STRONG_NANOS) {
          move(i, key);
        }
      }
    } finally {
      sweeping = false;
    }
  }

  private void move(int slot, Object connection) {
    Kept kept = new Kept(null);
    kept.connection = connection;
    if (!KEY.compareAndSet(keys, slot, connection, kept)) {
      return;
    }
    kept.lease = rows.lease(slot);
    boolean unusedIfFull = old.add(connection, kept);
    KEY.setRelease(keys, slot, null);
    kept.connection = null;
    if (kept.claimed != 0) {
      boolean ignored = old.remove(connection, kept);
    }
  }

  /**
   * Shows every lease whose connection is not garbage; called by the thread that sweeps. One that
   * begins or ends meanwhile may be left out or in.
   */
  void forEach(Consumer<Lease> action) {
    old.forEach(
        kept -> {
          Lease lease = kept.lease;
          if (lease != null && kept.claimed == 0) {
            action.accept(lease);
          }
        });
    for (int i = 0; i < SLOTS; i++) {
      Lease lease = read(i);
      if (lease != null) {
        action.accept(lease);
      }
    }
  }

  /** The lease of a slot that is not one's own; null if it has none or is changing. */
  private @Nullable Lease read(int slot) {
    // a part of a later lease of the same connection is told by its start or its reservation
    long startNanos = rows.startNanos(slot);
    VarHandle.loadLoadFence();
    Object key = KEY.getAcquire(keys, slot);
    if (key == null || key == RESERVED || key instanceof Kept) {
      return null;
    }
    Lease lease = rows.lease(slot);
    VarHandle.loadLoadFence();
    boolean isWhole = KEY.getAcquire(keys, slot) == key && rows.startNanos(slot) == startNanos;
    return isWhole ? lease : null;
  }

  /** Forgets all leases; called by the thread that sweeps. */
  void clear() {
    for (int i = 0; i < SLOTS; i++) {
      Object key = KEY.getAcquire(keys, i);
      if (key != null && key != RESERVED) {
        boolean unusedIfTaken = KEY.compareAndSet(keys, i, key, null);
      }
    }
    old.clear();
  }

  /** Drops leases of connections that are garbage. */
  void expunge() {
    old.expunge();
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
   * A lease that is kept for long. It refers to the connection only while the sweeper moves it, so
   * that it can be recognised in its slot.
   */
  static final class Kept {

    private static final AtomicIntegerFieldUpdater<Kept> CLAIMED =
        AtomicIntegerFieldUpdater.newUpdater(Kept.class, "claimed");

    private @Nullable Lease lease;
    private volatile @Nullable Object connection;
    private volatile int claimed;

    private Kept(@Nullable Lease lease) {
      this.lease = lease;
    }

    private boolean claim() {
      return CLAIMED.compareAndSet(this, 0, 1);
    }

    /** What was kept, for whoever is the first to ask for it. */
    @Nullable Lease claimed() {
      return claim() ? lease : null;
    }
  }
}
