package io.sonde.agent.instrumentation.messaging.kafka;

import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.messaging.Destination;
import io.sonde.agent.instrumentation.messaging.Operation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The records that batches of producers hold, by the identity of the callback that the producer
 * makes for each and tells of the end, once.
 *
 * <p>A record that ends within ten minutes (a producer gives up after two, unless told otherwise)
 * is held strongly, in a slot of a fixed table and without any object of its own; {@link #sweep}
 * moves older ones to a weak table, so that a producer whose thread has died is not kept alive. One
 * whose slots are all taken goes to the weak table at once. What that has no room for is not
 * measured and counted there. The slots, half a megabyte, are made for the first record.
 *
 * <p>No method waits, locks, or calls a method of a callback. A record on its way from one table to
 * the other is in both, the weak one first: who looks first into the slots cannot miss it, and
 * whoever empties the slot has it.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code slots}</td><td>volatile</td><td>compare-and-set, once</td><td>none</td></tr>
 * <tr><td>{@code keys[i]}</td><td>acquire</td><td>compare-and-set null to {@code RESERVED}, then
 * release to the callback; compare-and-set the callback to {@code RESERVED}, then release to null
 * </td><td>the slot belongs to who set {@code RESERVED}</td></tr>
 * <tr><td>{@code starts[i]}, {@code topics[i]}</td><td>plain, while reserved; the sweeper's are worth
 * something if the key is still there afterwards</td><td>plain, while reserved</td><td>{@code
 * keys[i]}</td></tr>
 * </table>
 */
final class SentRecords {

  /** Records beyond the slots that are followed at a time. */
  static final int MAX_OLD = 65_536;

  /** How long a record is held strongly. */
  static final long STRONG_NANOS = 600_000_000_000L;

  private static final int SLOTS = 1 << 15;
  private static final int BUCKET = 16;
  private static final Object RESERVED = new Object();
  private static final VarHandle KEY = MethodHandles.arrayElementVarHandle(Object[].class);

  private final AtomicReference<@Nullable Slots> slots = new AtomicReference<>();
  private final WeakIdentityTable<Sent> old;

  /** With the table for what lasts long or does not fit. */
  SentRecords(WeakIdentityTable<Sent> old) {
    this.old = old;
  }

  /** A batch has taken the record of a callback. */
  void add(Object callback, Destination topic, long startNanos) {
    Slots table = table();
    int bucket = bucketOf(callback);
    for (int i = bucket; i < bucket + BUCKET; i++) {
      if (KEY.getAcquire(table.keys, i) == null
          && KEY.compareAndSet(table.keys, i, null, RESERVED)) {
        table.starts[i] = startNanos;
        table.topics[i] = topic;
        KEY.setRelease(table.keys, i, callback);
        return;
      }
    }
    boolean unusedIfFull = old.add(callback, new Sent(topic, startNanos));
  }

  private Slots table() {
    Slots made = slots.get();
    if (made == null) {
      boolean unusedIfAnotherWas = slots.compareAndSet(null, new Slots());
      made = slots.get();
    }
    return made == null ? new Slots() : made;
  }

  /** A callback is told of its record's end, which is recorded if the record is known. */
  void complete(Object callback, @Nullable Throwable failure, long endNanos) {
    Slots table = slots.get();
    if (table == null) {
      return;
    }
    int bucket = bucketOf(callback);
    for (int i = bucket; i < bucket + BUCKET; i++) {
      if (KEY.getAcquire(table.keys, i) == callback
          && KEY.compareAndSet(table.keys, i, callback, RESERVED)) {
        Destination topic = table.topics[i];
        long startNanos = table.starts[i];
        KEY.setRelease(table.keys, i, null);
        if (topic != null) {
          topic.record(Operation.SEND, endNanos - startNanos, failure);
        }
        return;
      }
    }
    Sent moved = old.size() == 0 ? null : old.remove(callback);
    if (moved != null) {
      moved.topic.record(Operation.SEND, endNanos - moved.startNanos, failure);
    }
  }

  /** Moves what is old to the weak table; called by one thread of ours. */
  void sweep(long nowNanos) {
    Slots table = slots.get();
    if (table == null) {
      return;
    }
    for (int i = 0; i < SLOTS; i++) {
      Object key = KEY.getAcquire(table.keys, i);
      if (key != null && key != RESERVED && nowNanos - table.starts[i] > STRONG_NANOS) {
        move(table, i, key);
      }
    }
  }

  private void move(Slots table, int slot, Object callback) {
    Destination topic = table.topics[slot];
    if (topic == null) {
      return;
    }
    Sent moved = new Sent(topic, table.starts[slot]);
    boolean unusedIfFull = old.add(callback, moved);
    if (KEY.compareAndSet(table.keys, slot, callback, RESERVED)) {
      KEY.setRelease(table.keys, slot, null);
    } else {
      // it has just ended
      boolean ignored = old.remove(callback, moved);
    }
  }

  /** How many records are held; walks the whole table, for tests. */
  int size() {
    int size = old.size();
    Slots table = slots.get();
    for (int i = 0; table != null && i < SLOTS; i++) {
      if (KEY.getAcquire(table.keys, i) != null) {
        size++;
      }
    }
    return size;
  }

  /** The first slot of a callback. */
  private static int bucketOf(Object callback) {
    int hash = System.identityHashCode(callback);
    return (hash ^ (hash >>> 15)) & (SLOTS - 1) & -BUCKET;
  }

  private static final class Slots {

    final @Nullable Object[] keys = new @Nullable Object[SLOTS];
    final long[] starts = new long[SLOTS];
    final @Nullable Destination[] topics = new @Nullable Destination[SLOTS];
  }

  /** A record that is not in a slot. */
  record Sent(Destination topic, long startNanos) {}
}
