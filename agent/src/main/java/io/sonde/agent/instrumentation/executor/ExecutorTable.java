package io.sonde.agent.instrumentation.executor;

import io.sonde.agent.instrumentation.Overflow;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.executor.ExecutorCalls.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/**
 * The executors that were seen, weakly, and the pools of their names.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code executors}</td><td>any thread</td><td>once per executor</td><td>its own monitor</td></tr>
 * <tr><td>{@code threads}</td><td>any thread</td><td>the thread itself</td><td>none</td></tr>
 * <tr><td>{@code pools}</td><td>any thread</td><td>once per name</td><td>its own monitor</td></tr>
 * <tr><td>{@code queued}</td><td colspan="2">the thread that refreshes</td><td>none</td></tr>
 * </table>
 */
final class ExecutorTable {

  private static final int MAX_EXECUTORS = 10_000;
  private static final int MAX_NAMES = 1_000;

  private final ProbeContext context;
  private final WeakIdentityTable<ExecutorHandle> executors;
  private final WeakIdentityTable<NamedPool> threads;
  private final Map<String, NamedPool> pools = new ConcurrentHashMap<>();
  private final Overflow refusedNames;
  private long queued;

  ExecutorTable(ProbeContext context) {
    this.context = context;
    this.refusedNames = new Overflow(context.registry(), "executor_labels");
    this.executors = context.sideTable("executors", MAX_EXECUTORS);
    this.threads = context.sideTable("executor_threads", MAX_EXECUTORS);
  }

  /**
   * Brings gauges up to date.
   *
   * @return what the reading of an executor threw; the others were read nevertheless
   */
  @Nullable Throwable refresh() {
    findForkJoinPools();
    long sum = 0;
    Throwable failure = null;
    for (NamedPool pool : pools.values()) {
      Throwable ofPool = pool.refresh();
      failure = ofPool != null ? ofPool : failure;
      sum += pool.queued();
    }
    queued = sum;
    return failure;
  }

  /** The submissions of threads that have not run yet are forgotten. */
  void forgetStartingThreads() {
    for (NamedPool pool : pools.values()) {
      pool.forgetStartingThreads();
    }
  }

  /** How many tasks waited in all executors when they were last read. */
  long queued() {
    return queued;
  }

  /** Whether no executor was left out for want of room. */
  boolean isComplete() {
    return executors.droppedEntries() == 0;
  }

  /** Does once what the first task of an executor needs. */
  void practise(Object executor) {
    executors.get(executor);
    NamedPool pool = new NamedPool(PoolName.of("sonde-practice-1"), context);
    pool.recordWait(1);
    pool.recordRun(1, Outcome.SUCCESS);
    pool.close();
  }

  private void findForkJoinPools() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group != null && group.getParent() != null) {
      group = group.getParent();
    }
    if (group == null) {
      return;
    }
    Thread[] threads = new Thread[group.activeCount() + 64];
    int count = group.enumerate(threads, true);
    for (int i = 0; i < count; i++) {
      if (threads[i] instanceof ForkJoinWorkerThread worker && !ForkJoinSource.isCarrier(worker)) {
        ForkJoinPool pool = worker.getPool();
        if (pool != null && !pool.isTerminated()) {
          NamedPool ignored = poolOf(pool, ForkJoinSource.INSTANCE, worker);
        }
      }
    }
  }

  /** A pool may be started again: then it is taken back by the first task that it runs. */
  private static void takeBack(ExecutorHandle handle, NamedPool pool, Object executor) {
    synchronized (handle) {
      if (handle.isLetGo && !handle.source.isOver(executor)) {
        handle.isLetGo = false;
        pool.add(handle);
      }
    }
  }

  /** The pool of an executor's name; null if it is not measured. */
  @Nullable NamedPool poolOf(Object executor, ExecutorSource source, Thread worker) {
    ExecutorHandle handle = handleOf(executor, source);
    if (handle == null) {
      // more executors than are kept count by name all the same, but have no gauges
      return poolNamed(source.nameBy(worker));
    }
    NamedPool pool = handle.pool;
    if (pool != null && handle.isLetGo) {
      takeBack(handle, pool, executor);
    }
    return (pool != null || handle.ignored) ? pool : nameIt(handle, worker);
  }

  /** The pool of the name that a thread shows; of executors that are not known where tasks run. */
  NamedPool poolOfThread(ExecutorSource source, Thread thread) {
    NamedPool pool = threads.get(thread);
    if (pool == null) {
      pool = poolNamed(source.nameBy(thread));
      boolean ignored = threads.add(thread, pool);
    }
    return pool;
  }

  /** The one handle of an executor; null if too many executors are alive. */
  @Nullable ExecutorHandle handleOf(Object executor, ExecutorSource source) {
    ExecutorHandle handle = executors.get(executor);
    return handle != null ? handle : makeHandle(executor, source);
  }

  private @Nullable ExecutorHandle makeHandle(Object executor, ExecutorSource source) {
    if (executors.size() >= MAX_EXECUTORS) {
      // refused and counted, without the lock
      ExecutorHandle handle = new ExecutorHandle(executor, source);
      return executors.add(executor, handle) ? handle : null;
    }
    // once per executor: its first workers must not make a handle each
    synchronized (executors) {
      ExecutorHandle handle = executors.get(executor);
      if (handle == null) {
        handle = new ExecutorHandle(executor, source);
        return executors.add(executor, handle) ? handle : null;
      }
      return handle;
    }
  }

  private @Nullable NamedPool nameIt(ExecutorHandle handle, Thread worker) {
    String name = handle.source.nameBy(worker);
    if (name.equals("VirtualThread-unparker")) {
      handle.ignored = true;
      return null;
    }
    NamedPool pool = poolNamed(name);
    synchronized (handle) {
      NamedPool raced = handle.pool;
      if (raced != null) {
        return raced;
      }
      pool.add(handle);
      handle.pool = pool;
    }
    handle.passOnRejections(pool);
    return pool;
  }

  private NamedPool poolNamed(String name) {
    NamedPool pool = pools.get(name);
    String bounded = name;
    if (pool == null && pools.size() >= MAX_NAMES) {
      refusedNames.increment();
      bounded = "other";
      pool = pools.get(bounded);
    }
    return pool != null ? pool : makePool(bounded);
  }

  private NamedPool makePool(String name) {
    // meters stay bound to the first object that registers them: there must be only one
    synchronized (pools) {
      NamedPool pool = pools.get(name);
      if (pool == null) {
        pool = new NamedPool(name, context);
        pools.put(name, pool);
      }
      return pool;
    }
  }
}
