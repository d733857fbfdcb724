package io.sonde.testapp.shop.work;

import io.sonde.testapp.shop.truth.ExecutorTally;
import io.sonde.testapp.shop.truth.Truth;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A fixed number of threads behind a bounded queue: urgent tasks first, equals in order of
 * submission.
 */
public final class WorkQueue implements AutoCloseable {

  private final String name;
  private final ThreadPoolExecutor executor;
  private final ExecutorTally tally;
  private final AtomicLong sequence = new AtomicLong();

  /**
   * Creates the queue.
   *
   * @param name prefix of the thread names
   * @param capacity tasks that may wait; one more is refused
   */
  public WorkQueue(String name, int threads, int capacity, Truth truth) {
    this.name = name;
    this.tally = truth.executor(name);
    this.executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new BoundedPriorityQueue(capacity),
            new NamedThreads(name));
  }

  /**
   * Submits a task.
   *
   * @throws RejectedExecutionException if the queue is full or closed
   */
  public void submit(Priority priority, Runnable work) {
    Task task = new Task(priority, sequence.incrementAndGet(), work, tally);
    tally.submitted();
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      tally.rejected();
      throw new RejectedExecutionException(name + " takes no more", e);
    }
  }

  /** Returns the number of tasks that wait. */
  public int queued() {
    return executor.getQueue().size();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  /** How urgent a task is. */
  public enum Priority {
    URGENT,
    NORMAL,
    LAZY
  }

  private static final class Task implements Runnable, Comparable<Task> {

    private final Priority priority;
    private final long number;
    private final Runnable work;
    private final ExecutorTally tally;
    private final long submittedNanos = System.nanoTime();

    Task(Priority priority, long number, Runnable work, ExecutorTally tally) {
      this.priority = priority;
      this.number = number;
      this.work = work;
      this.tally = tally;
    }

    @Override
    public void run() {
      long startNanos = System.nanoTime();
      boolean failed = true;
      try {
        work.run();
        failed = false;
      } finally {
        tally.completed(startNanos - submittedNanos, System.nanoTime() - startNanos, failed);
      }
    }

    @Override
    public int compareTo(Task other) {
      int byPriority = priority.compareTo(other.priority);
      return byPriority != 0 ? byPriority : Long.compare(number, other.number);
    }
  }
}
