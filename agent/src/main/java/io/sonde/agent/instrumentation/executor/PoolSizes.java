package io.sonde.agent.instrumentation.executor;

/** Sizes of executors, added up; of one thread. */
public final class PoolSizes {

  long active;
  long size;
  long core;
  long max;
  long queued;
  long remaining;

  PoolSizes() {}

  /**
   * Adds an executor's threads.
   *
   * @param activeThreads threads that run tasks
   * @param allThreads threads there are
   * @param coreThreads threads that it keeps
   * @param maxThreads threads that it may have
   */
  public void addThreads(long activeThreads, long allThreads, long coreThreads, long maxThreads) {
    active += activeThreads;
    size += allThreads;
    core += coreThreads;
    max += maxThreads;
  }

  /**
   * Adds an executor's queue.
   *
   * @param queuedTasks tasks that wait
   * @param remainingTasks tasks that it still takes; {@link Integer#MAX_VALUE} without a bound
   */
  public void addQueue(long queuedTasks, long remainingTasks) {
    queued += queuedTasks;
    remaining += remainingTasks;
  }
}
