package io.sonde.agent.instrumentation.executor;

import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Ways to remember when a task was submitted: one stamp is put and one taken per call, while {@link
 * #WAITING} of each thread wait. The floor makes the task and reads the clock.
 *
 * <p>Stamps in queue order are those of a pool whose queue is first in, first out; they cannot tell
 * which task was removed, cancelled or rejected, nor follow a priority queue.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StampBenchmark {

  /** Tasks of a thread that wait at a time. */
  private static final int WAITING = 64;

  private static final int MAX_WAITING = 1 << 16;

  private TaskStamps identity = identityTable();
  private WeakIdentityTable<Long> weak = new WeakIdentityTable<>("stamps", MAX_WAITING);
  private QueueOrder order = new QueueOrder();

  /** Called by JMH. */
  public StampBenchmark() {}

  private static TaskStamps identityTable() {
    return new TaskStamps(
        new WeakIdentityTable<>("old", MAX_WAITING), new WeakIdentityTable<>("again", MAX_WAITING));
  }

  /** Stamps in the order of submission. */
  private static final class QueueOrder {
    private final AtomicLongArray stamps = new AtomicLongArray(MAX_WAITING);
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong tail = new AtomicLong();

    void put(long nanos) {
      stamps.lazySet((int) (tail.getAndIncrement() & (MAX_WAITING - 1)), nanos);
    }

    long take() {
      return stamps.get((int) (head.getAndIncrement() & (MAX_WAITING - 1)));
    }
  }

  /** The tasks of one thread that wait. */
  @State(Scope.Thread)
  public static class Tasks {
    private final Object[] waiting = new Object[WAITING];
    private final long[] ticket = new long[1];
    private int next;

    /** Called by JMH. */
    public Tasks() {}

    /** As many wait at the beginning in each of the ways. */
    @Setup(Level.Trial)
    public void fill(StampBenchmark stamps) {
      for (int i = 0; i < WAITING; i++) {
        Object task = new Object();
        waiting[i] = task;
        stamps.identity.add(task, 1);
        stamps.weak.add(task, 1L);
        stamps.order.put(1);
      }
    }

    /** Puts a task in the place of the one that has waited longest, which it returns. */
    private Object exchange(Object task) {
      int at = next;
      next = (at + 1) % WAITING;
      Object longest = waiting[at];
      waiting[at] = task;
      return longest;
    }
  }

  /** A task and a clock read. */
  @Benchmark
  public long floor(Tasks tasks) {
    Object done = tasks.exchange(new Object());
    return System.nanoTime() + (done == null ? 1 : 0);
  }

  /** The table that the agent has: open addressing, strong keys, no object for a stamp. */
  @Benchmark
  public long identityTable(Tasks tasks) {
    Object task = new Object();
    identity.add(task, System.nanoTime());
    return identity.take(tasks.exchange(task), tasks.ticket, 0);
  }

  /** A weak entry for each task. */
  @Benchmark
  public Object weakTable(Tasks tasks) {
    Object task = new Object();
    weak.add(task, System.nanoTime());
    return weak.remove(tasks.exchange(task));
  }

  /** A ring of stamps without tasks. */
  @Benchmark
  public long queueOrder(Tasks tasks) {
    Object done = tasks.exchange(new Object());
    order.put(System.nanoTime());
    return order.take() + (done == null ? 1 : 0);
  }
}
