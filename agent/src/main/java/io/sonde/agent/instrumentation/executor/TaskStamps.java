package io.sonde.agent.instrumentation.executor;

import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * When each waiting task was submitted, by the task's identity.
 *
 * <p>A task that starts within about a second is held strongly, in a slot of a fixed table and
 * without a reference object of its own; {@link #sweep}, called about once a second, moves older ones
 * to a weak table, so that a task which never runs (cancelled, drained) is not kept alive. A task
 * whose slots are all taken goes to the weak table at once. The same object submitted several times
 * has several stamps; which of them a run takes is left open, the sum of waits is the same.
 *
 * <p>No method blocks, locks or calls a method of a task.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code keys[i]}</td><td>acquire</td><td>compare-and-set null to {@code RESERVED}, release
 * to the task, compare-and-set to null</td><td>the slot belongs to who reserved it</td></tr>
 * <tr><td>{@code stamps[i]}</td><td>plain, after an acquire of the key</td><td>plain, while
 * reserved</td><td>{@code keys[i]}</td></tr>
 * <tr><td>{@code moves}</td><td>volatile</td><td>volatile, by the sweeper alone; odd while it moves
 * an entry</td><td>none</td></tr>
 * </table>
 */
final class TaskStamps {

  /** No stamp is known for the task. */
  static final long NONE = 0L;

  private static final int SLOTS = 1 << 15;
  private static final int BUCKET = 16;
  private static final long STRONG_NANOS = 1_000_000_000L;
  private static final int MAX_SEARCHES = 10_000;
  private static final Object RESERVED = new Object();
  private static final VarHandle KEY = MethodHandles.arrayElementVarHandle(Object[].class);

  private final @Nullable Object[] keys = new @Nullable Object[SLOTS];
  private final long[] stamps = new long[SLOTS];
  private final WeakIdentityTable<Long> old;
  private final AtomicInteger moves = new AtomicInteger();

  /** With the table for tasks that wait long. */
  TaskStamps(WeakIdentityTable<Long> old) {
    this.old = old;
  }

  /** Notes a submission; {@code nanos} must not be 0. */
  void add(Object task, long nanos) {
    int bucket = bucketOf(task);
    for (int i = bucket; i < bucket + BUCKET; i++) {
      if (keys[i] == null && KEY.compareAndSet(keys, i, null, RESERVED)) {
        stamps[i] = nanos;
        KEY.setRelease(keys, i, task);
        return;
      }
    }
    old.add(task, nanos);
  }

  /** Takes a stamp of the task, or {@link #NONE}. */
  long take(Object task) {
    int bucket = bucketOf(task);
    for (int search = 0; search < MAX_SEARCHES; search++) {
      int before = moves.get();
      long stamp = takeRecent(task, bucket);
      if (stamp != NONE) {
        return stamp;
      }
      Long older = old.size() == 0 ? null : old.remove(task);
      if (older != null) {
        return older;
      }
      if ((before & 1) == 0 && moves.get() == before) {
        return NONE;
      }
      // an entry was on its way from one table to the other
      Thread.onSpinWait();
    }
    return NONE;
  }

  private long takeRecent(Object task, int bucket) {
    for (int i = bucket; i < bucket + BUCKET; i++) {
      if (KEY.getAcquire(keys, i) == task) {
        long stamp = stamps[i];
        if (KEY.compareAndSet(keys, i, task, null)) {
          return stamp;
        }
      }
    }
    return NONE;
  }

  /** Moves what is older than a second to the weak table; called by one thread of ours. */
  void sweep(long nowNanos) {
    for (int i = 0; i < SLOTS; i++) {
      Object key = KEY.getAcquire(keys, i);
      if (key != null && key != RESERVED && nowNanos - stamps[i] > STRONG_NANOS) {
        move(i, key);
      }
    }
  }

  private void move(int slot, Object key) {
    moves.getAndIncrement();
    try {
      if (KEY.compareAndSet(keys, slot, key, RESERVED)) {
        old.add(key, stamps[slot]);
        KEY.setRelease(keys, slot, null);
      }
    } finally {
      moves.getAndIncrement();
    }
  }

  /** How many stamps are held; walks the whole table, for tests and sizing. */
  int size() {
    int size = old.size();
    for (int i = 0; i < SLOTS; i++) {
      if (KEY.getAcquire(keys, i) != null) {
        size++;
      }
    }
    return size;
  }

  /** Forgets everything. */
  void clear() {
    Arrays.fill(keys, null);
    old.clear();
  }

  private static int bucketOf(Object task) {
    int hash = System.identityHashCode(task);
    return (hash ^ (hash >>> 15)) & (SLOTS - 1) & -BUCKET;
  }
}
