package io.sonde.testapp.shop.truth;

import java.util.concurrent.atomic.LongAdder;

/**
 * What happened to the tasks of one executor.
 *
 * <p>All fields are {@link LongAdder}: written by any thread, exact once writers are quiet.
 */
public final class ExecutorTally {

  private final LongAdder submitted = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder completed = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder waitNanos = new LongAdder();
  private final LongAdder runNanos = new LongAdder();

  /** Counts one task offered to the executor, whether it is taken or not. */
  public void submitted() {
    submitted.increment();
  }

  /** Counts one task the executor refused. */
  public void rejected() {
    rejected.increment();
  }

  /** Counts one task that ran to its end. */
  public void completed(long taskWaitNanos, long taskRunNanos, boolean taskFailed) {
    completed.increment();
    waitNanos.add(taskWaitNanos);
    runNanos.add(taskRunNanos);
    if (taskFailed) {
      failed.increment();
    }
  }

  /** Returns the figures of this moment. */
  public Row row() {
    return new Row(
        submitted.sum(),
        rejected.sum(),
        completed.sum(),
        failed.sum(),
        waitNanos.sum() / 1e9,
        runNanos.sum() / 1e9);
  }

  /**
   * One executor's figures.
   *
   * @param submitted tasks offered; {@code rejected + completed} once it is idle, for an executor
   *     without periodic tasks
   * @param rejected tasks refused
   * @param completed runs that ended, failed ones included
   * @param failed runs that ended in an exception
   * @param waitSeconds sum of the times from submission to start of run
   * @param runSeconds sum of the run times
   */
  public record Row(
      long submitted,
      long rejected,
      long completed,
      long failed,
      double waitSeconds,
      double runSeconds) {}
}
