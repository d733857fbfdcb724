package io.sonde.agent.instrumentation.executor;

/**
 * One kind of executor: how its sizes are read and what it is called. Without state; called on a
 * thread of ours, {@link #nameBy} also on the executor's.
 */
public interface ExecutorSource {

  /** Whether an object is an executor of this kind; other classes may have the same methods. */
  boolean reads(Object executor);

  /** Whether the executor has ended: it is let go of, until it runs a task again. */
  boolean isOver(Object executor);

  /** Whether the threads that run tasks are counted by Sonde: the executor does not tell. */
  default boolean countsRuns() {
    return false;
  }

  /** Adds the executor's sizes; what it throws is reported once all others were read. */
  void addTo(PoolSizes sums, Object executor);

  /** The executor's name, by a thread that runs one of its tasks. */
  default String nameBy(Thread worker) {
    return PoolName.of(worker.getName());
  }
}
