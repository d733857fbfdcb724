package io.sonde.agent.instrumentation.executor;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;

/** Reads {@link ThreadPoolExecutor}s and their subclasses. */
final class ThreadPoolSource implements ExecutorSource {

  @Override
  public boolean reads(Object executor) {
    return executor instanceof ThreadPoolExecutor;
  }

  @Override
  public boolean isOver(Object executor) {
    return ((ThreadPoolExecutor) executor).isTerminated();
  }

  @Override
  public void addTo(PoolSizes sums, Object executor) {
    ThreadPoolExecutor pool = (ThreadPoolExecutor) executor;
    sums.addThreads(
        pool.getActiveCount(),
        pool.getPoolSize(),
        pool.getCorePoolSize(),
        pool.getMaximumPoolSize());
    BlockingQueue<Runnable> queue = pool.getQueue();
    sums.addQueue(queue.size(), queue.remainingCapacity());
  }
}
