package io.sonde.agent.instrumentation.executor;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * When each waiting task was submitted, by the task's identity.
 *
 * <p>A task that starts within about a second is held strongly, in a slot of a fixed table and
 * without a reference object of its own; {@link #sweep}, called about once a second, moves older
 * ones to a weak table, so that a task which never runs (cancelled, drained) is not kept alive. A
 * task whose slots are all taken goes to the weak table at once.
 *
 * <p>The same object submitted again while it waits (a lambda without captures always is the same
 * object) has a queue of stamps of its own, first in, first out, as most pools' queues are. Stamps
 * of runs that never came (discarded, drained) would shift all later ones: {@link #trim} drops what
 * cannot be waiting any more.
 *
 * <p>No method waits for another thread or calls a method of a task; the one lock is taken when an
 * object is first seen to wait twice. A stamp on its way from one table to the other is in both of
 * them, as one {@link Aged} that only one thread can claim: who looks first into the slots and then
 * into the weak table cannot miss it, wherever the sweeper was interrupted.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code keys[i]}</td><td>acquire</td><td>compare-and-set null to {@code RESERVED}, then
 * release to the task; compare-and-set the task to {@code RESERVED}, then release to null;
 * compare-and-set the task to an {@code Aged}, then release to null</td><td>the slot belongs to who
 * set {@code RESERVED} or the {@code Aged}</td></tr>
 * <tr><td>{@code stamps[i]}, {@code tickets[i]}</td><td>plain, while the slot is one's own</td><td>plain, while
 * reserved</td><td>{@code keys[i]}</td></tr>
 * <tr><td>{@code sweeping}</td><td>volatile</td><td>volatile, by the sweeper alone</td><td>none</td></tr>
 * <tr><td>{@code Aged.stamp}</td><td>volatile</td><td>volatile, once, by the sweeper</td><td>none</td></tr>
 * <tr><td>{@code Aged.claimed}</td><td>volatile</td><td>compare-and-set, once</td><td>none</td></tr>
 * </table>
 */
final class TaskStamps {

  /** No stamp is known for the task. */
  static final long NONE = 0L;

  private static final int SLOTS = 1 << 15;
  private static final int BUCKET = 16;
  private static final long STRONG_NANOS = 1_000_000_000L;
  private static final Object RESERVED = new Object();
  private static final VarHandle KEY = MethodHandles.arrayElementVarHandle(Object[].class);

  private final @Nullable Object[] keys = new @Nullable Object[SLOTS];
  private final long[] stamps = new long[SLOTS];
  private final long[] tickets = new long[SLOTS];
  private final WeakIdentityTable<Aged> old;
  private final WeakIdentityTable<Repetitions> repeated;
  private volatile boolean sweeping;

  /** With the tables for tasks that wait long, and for those that wait more than once. */
  TaskStamps(WeakIdentityTable<Aged> old, WeakIdentityTable<Repetitions> repeated) {
    this.old = old;
    this.repeated = repeated;
  }

  /** Notes a submission that no request made; {@code nanos} must not be 0. */
  boolean add(Object task, long nanos) {
    return add(task, nanos, 0);
  }

  /**
   * Notes a submission.
   *
   * @param nanos when; must not be 0
   * @param ticket of the request that made it, or 0; lost if the same object waits already
   * @return whether there was room for it
   */
  boolean add(Object task, long nanos, long ticket) {
    Repetitions queue = repetitionsOf(task);
    if (queue != null) {
      queue.addLast(nanos);
      return true;
    }
    int bucket = bucketOf(task);
    for (int i = bucket; i < bucket + BUCKET; i++) {
      Object key = keys[i];
      if (key == null && KEY.compareAndSet(keys, i, null, RESERVED)) {
        stamps[i] = nanos;
        tickets[i] = ticket;
        KEY.setRelease(keys, i, task);
        return true;
      }
      if (key == task) {
        Repetitions made = makeRepetitions(task);
        if (made != null) {
          made.addLast(nanos);
          return true;
        }
      }
    }
    return old.add(task, new Aged(nanos, ticket));
  }

  private @Nullable Repetitions repetitionsOf(Object task) {
    return repeated.size() == 0 ? null : repeated.get(task);
  }

  private @Nullable Repetitions makeRepetitions(Object task) {
    synchronized (repeated) {
      Repetitions queue = repeated.get(task);
      if (queue == null) {
        queue = new Repetitions();
        return repeated.add(task, queue) ? queue : null;
      }
      return queue;
    }
  }

  /** Takes a stamp of the task, or {@link #NONE}. */
  long take(Object task) {
    return take(task, CallState.current());
  }

  /**
   * Takes a stamp of the task, or {@link #NONE}.
   *
   * @param state of the current thread; {@link CallState#TASK_TICKET} becomes the stamp's ticket
   */
  long take(Object task, long[] state) {
    return take(task, state, CallState.TASK_TICKET);
  }

  /**
   * Takes a stamp of the task, or {@link #NONE}.
   *
   * @param ticket its element {@code place} becomes the stamp's ticket
   */
  long take(Object task, long[] ticket, int place) {
    ticket[place] = 0;
    int bucket = bucketOf(task);
    for (int i = bucket; i < bucket + BUCKET; i++) {
      if (KEY.getAcquire(keys, i) == task && KEY.compareAndSet(keys, i, task, RESERVED)) {
        ticket[place] = tickets[i];
        return release(i);
      }
    }
    long aged = takeAged(task, bucket, ticket, place);
    if (aged != NONE) {
      return aged;
    }
    // last, because these are the youngest
    Repetitions queue = repetitionsOf(task);
    Long first = queue == null ? null : queue.pollFirst();
    return first == null ? NONE : first;
  }

  /**
   * Takes the latest stamp of the task, or {@link #NONE}: the one of the thread that has just
   * submitted it, if the same object waits already.
   */
  long takeNewest(Object task) {
    Repetitions queue = repetitionsOf(task);
    Long last = queue == null ? null : queue.pollLast();
    if (last != null) {
      return last;
    }
    int bucket = bucketOf(task);
    int newest = -1;
    for (int i = bucket; i < bucket + BUCKET; i++) {
      if (KEY.getAcquire(keys, i) == task && (newest < 0 || stamps[i] - stamps[newest] > 0)) {
        newest = i;
      }
    }
    return newest >= 0 && KEY.compareAndSet(keys, newest, task, RESERVED)
        ? release(newest)
        : take(task);
  }

  /** Takes one stamp of the task if it is there. */
  boolean takeExactly(Object task, long nanos) {
    Repetitions queue = repetitionsOf(task);
    if (queue != null && queue.removeLastOccurrence(nanos)) {
      return true;
    }
    int bucket = bucketOf(task);
    for (int i = bucket; i < bucket + BUCKET; i++) {
      if (KEY.getAcquire(keys, i) == task
          && stamps[i] == nanos
          && KEY.compareAndSet(keys, i, task, RESERVED)) {
        if (stamps[i] == nanos) {
          release(i);
          return true;
        }
        // the slot was given away and taken for the same task in between
        KEY.setRelease(keys, i, task);
      }
    }
    Aged aged = old.size() == 0 ? null : old.find(task, candidate -> candidate.stamp == nanos);
    return aged != null && aged.claim() && old.remove(task, aged);
  }

  private long release(int slot) {
    long stamp = stamps[slot];
    KEY.setRelease(keys, slot, null);
    return stamp;
  }

  private long takeAged(Object task, int bucket, long[] ticket, int place) {
    if (sweeping) {
      for (int i = bucket; i < bucket + BUCKET; i++) {
        Object key = KEY.getAcquire(keys, i);
        if (key == task && KEY.compareAndSet(keys, i, task, RESERVED)) {
          ticket[place] = tickets[i];
          return release(i);
        }
        if (KEY.getAcquire(keys, i) instanceof Aged aged && aged.task == task) {
          long stamp = stampOf(aged, i, ticket, place);
          if (aged.claim()) {
            // the sweeper does the same if it comes to the weak table later
            old.remove(task, aged);
            return stamp;
          }
        }
      }
    }
    if (old.size() == 0) {
      return NONE;
    }
    for (Aged aged = old.remove(task); aged != null; aged = old.remove(task)) {
      if (aged.claim()) {
        ticket[place] = aged.ticket;
        return aged.stamp;
      }
    }
    return NONE;
  }

  /** The stamp of an entry that the sweeper has just marked and may not have copied yet. */
  private long stampOf(Aged aged, int slot, long[] ticket, int place) {
    long stamp = stamps[slot];
    long found = tickets[slot];
    VarHandle.loadLoadFence();
    // while the mark is there, so is its stamp; afterwards the copy is
    boolean isThere = KEY.getAcquire(keys, slot) == aged;
    long copied = aged.stamp;
    ticket[place] = isThere ? found : aged.ticket;
    return isThere ? stamp : copied;
  }

  /** Moves what is older than a second to the weak table; called by one thread of ours. */
  void sweep(long nowNanos) {
    sweeping = true;
    try {
      for (int i = 0; i < SLOTS; i++) {
        Object key = KEY.getAcquire(keys, i);
        if (key != null && key != RESERVED && nowNanos - stamps[i] > STRONG_NANOS) {
          move(i, key);
        }
      }
    } finally {
      sweeping = false;
    }
  }

  /**
   * Drops stamps of objects submitted repeatedly that belong to no run: of those older than a
   * second, no more can be waiting than tasks are queued in all pools. What is too many twice is
   * dropped; once, it may be a task that has left the queue and not yet started.
   */
  void trim(long queued, long nowNanos) {
    repeated.forEach(
        queue -> {
          long excess = -queued;
          for (long stamp : queue) {
            if (nowNanos - stamp <= STRONG_NANOS) {
              break;
            }
            excess++;
          }
          for (long i = Math.min(excess, queue.excess); i > 0; i--) {
            queue.pollFirst();
          }
          queue.excess = excess;
        });
  }

  private void move(int slot, Object task) {
    Aged aged = new Aged(task);
    if (!KEY.compareAndSet(keys, slot, task, aged)) {
      return;
    }
    aged.ticket = tickets[slot];
    aged.stamp = stamps[slot];
    old.add(task, aged);
    KEY.setRelease(keys, slot, null);
    aged.task = null;
    if (aged.claimed != 0) {
      old.remove(task, aged);
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
    int[] repetitions = new int[1];
    repeated.forEach(queue -> repetitions[0] += queue.size());
    return size + repetitions[0];
  }

  /** Forgets everything. */
  void clear() {
    Arrays.fill(keys, null);
    old.clear();
    repeated.clear();
  }

  /** The first slot of a task. */
  static int bucketOf(Object task) {
    int hash = System.identityHashCode(task);
    return (hash ^ (hash >>> 15)) & (SLOTS - 1) & -BUCKET;
  }

  /** The stamps of an object that waits several times, oldest first. */
  @SuppressWarnings("serial") // never serialised
  static final class Repetitions extends ConcurrentLinkedDeque<Long> {

    /** Stamps that were too many at the last {@link #trim}; of the sweeper alone. */
    private long excess;
  }

  /**
   * The stamp of a task that waits long. It refers to the task only while the sweeper moves it, so
   * that it can be recognised in its slot.
   */
  static final class Aged {

    private static final AtomicIntegerFieldUpdater<Aged> CLAIMED =
        AtomicIntegerFieldUpdater.newUpdater(Aged.class, "claimed");

    /** Written before {@code stamp}. */
    long ticket;

    volatile long stamp;
    volatile @Nullable Object task;
    volatile int claimed;

    Aged(long stamp, long ticket) {
      this.ticket = ticket;
      this.stamp = stamp;
    }

    Aged(Object task) {
      this.task = task;
    }

    boolean claim() {
      return CLAIMED.compareAndSet(this, 0, 1);
    }
  }
}
