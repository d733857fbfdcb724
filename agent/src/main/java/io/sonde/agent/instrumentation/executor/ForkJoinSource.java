package io.sonde.agent.instrumentation.executor;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/** Reads {@link ForkJoinPool}s. */
public final class ForkJoinSource implements ExecutorSource {

  /** The one there need be. */
  public static final ForkJoinSource INSTANCE = new ForkJoinSource();

  private static final String COMMON = "ForkJoinPool.commonPool";

  private ForkJoinSource() {}

  /** The pool whose tasks a thread runs: only those of the common pool are run by others too. */
  public static ForkJoinPool poolOf(Thread thread) {
    ForkJoinPool own = thread instanceof ForkJoinWorkerThread worker ? worker.getPool() : null;
    return own != null ? own : ForkJoinPool.commonPool();
  }

  /** Whether a thread carries virtual threads: what it runs are their continuations. */
  public static boolean isCarrier(Thread thread) {
    return thread.getClass().getName().equals("jdk.internal.misc.CarrierThread");
  }

  /** Whether the pool's workers carry virtual threads. */
  public static boolean isSchedulerOfVirtualThreads(ForkJoinPool pool) {
    return pool.getClass() == ForkJoinPool.class
        && pool.getFactory().getClass().getName().startsWith("java.lang.VirtualThread");
  }

  @Override
  public boolean reads(Object executor) {
    return executor instanceof ForkJoinPool;
  }

  @Override
  public boolean isOver(Object executor) {
    return ((ForkJoinPool) executor).isTerminated();
  }

  @Override
  public void addTo(PoolSizes sums, Object executor) {
    ForkJoinPool pool = (ForkJoinPool) executor;
    sums.addThreads(
        pool.getActiveThreadCount(),
        pool.getPoolSize(),
        pool.getParallelism(),
        pool.getParallelism());
    sums.addQueue(pool.getQueuedTaskCount() + pool.getQueuedSubmissionCount(), Integer.MAX_VALUE);
  }

  @Override
  public String nameBy(Thread worker) {
    return worker instanceof ForkJoinWorkerThread ? PoolName.of(worker.getName()) : COMMON;
  }
}
