package io.sonde.agent.instrumentation.executor;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.bootstrap.SondeProbe;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Delayed;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Records what tasks of {@link ThreadPoolExecutor}s wait and run.
 *
 * <p>A run lies between the outermost {@code beforeExecute} and the outermost {@code afterExecute}
 * of a worker; a subclass's override and the JDK's empty body are both woven, so the nested one
 * must do nothing. {@link CallState#TASK_START} tells: it is set by the outermost {@code
 * beforeExecute} together with the task's identity hash, and zeroed by the outermost {@code
 * afterExecute}. A start left over because {@code beforeExecute} threw belongs to another task and
 * is overwritten.
 */
final class ExecutorProbe {

  private static final int MAX_EXECUTORS = 10_000;
  private static final int MAX_NAMES = 1_000;
  private static final int MAX_OLD_TASKS = 200_000;
  private static final int MAX_REPEATED_TASKS = 10_000;

  private final ProbeContext context;
  private final RequestLedger requests;
  private final TaskStamps stamps;
  private final WeakIdentityTable<ExecutorHandle> executors;
  private final Map<String, NamedPool> pools = new ConcurrentHashMap<>();

  ExecutorProbe(ProbeContext context) {
    this.context = context;
    this.requests = context.requests();
    this.stamps =
        new TaskStamps(
            context.sideTable("executor_tasks", MAX_OLD_TASKS),
            context.sideTable("executor_repeated_tasks", MAX_REPEATED_TASKS));
    this.executors = context.sideTable("executors", MAX_EXECUTORS);
  }

  /** Brings gauges up to date and lets go of what waits long. */
  void refresh() {
    stamps.sweep(CallState.now());
    findForkJoinPools();
    long now = CallState.now();
    long queued = 0;
    Throwable failure = null;
    for (NamedPool pool : pools.values()) {
      Throwable ofPool = pool.refresh();
      failure = ofPool != null ? ofPool : failure;
      queued += pool.queued();
    }
    if (failure == null && executors.droppedEntries() == 0) {
      stamps.trim(queued, now);
    }
    if (failure != null) {
      throw new IllegalStateException("an executor could not be read", failure);
    }
  }

  /**
   * Does once what the first task of a pool needs, so that its thread does not pay for loading our
   * classes and linking our lambdas: tens of milliseconds. No thread pool is touched.
   */
  void practise() {
    Object task = new Object();
    long now = CallState.now();
    stamps.add(task, now);
    stamps.takeNewest(task);
    boolean ignored = stamps.takeExactly(task, now);
    executors.get(task);
    NamedPool pool = new NamedPool(PoolName.of("sonde-practice-1"), context);
    pool.recordWait(1);
    pool.recordRun(1, NamedPool.Outcome.SUCCESS);
    pool.close();
  }

  /**
   * Tasks were submitted and started unseen: what is remembered of earlier submissions may belong
   * to other runs of the same object.
   */
  void forget() {
    stamps.clear();
  }

  /** How many submissions are remembered, for tests. */
  int pendingStamps() {
    return stamps.size();
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
      if (threads[i] instanceof ForkJoinWorkerThread worker) {
        ForkJoinPool pool = worker.getPool();
        // the scheduler of virtual threads has carriers of a type of its own
        if (pool != null
            && !worker.getClass().getName().equals("jdk.internal.misc.CarrierThread")) {
          poolNamed(PoolName.of(worker.getName())).add(pool);
        }
      }
    }
  }

  private @Nullable NamedPool poolOf(ThreadPoolExecutor executor, Thread worker) {
    ExecutorHandle handle = handleOf(executor);
    if (handle == null) {
      // more executors than are kept count by name all the same, but have no gauges
      return poolNamed(PoolName.of(worker.getName()));
    }
    NamedPool pool = handle.pool;
    return (pool != null || handle.ignored) ? pool : nameIt(handle, executor, worker);
  }

  /** The one handle of an executor; null if too many executors are alive. */
  private @Nullable ExecutorHandle handleOf(ThreadPoolExecutor executor) {
    ExecutorHandle handle = executors.get(executor);
    return handle != null ? handle : makeHandle(executor);
  }

  private @Nullable ExecutorHandle makeHandle(ThreadPoolExecutor executor) {
    if (executors.size() >= MAX_EXECUTORS) {
      // refused and counted, without the lock
      ExecutorHandle handle = new ExecutorHandle(executor);
      return executors.add(executor, handle) ? handle : null;
    }
    // once per executor: its first workers must not make a handle each
    synchronized (executors) {
      ExecutorHandle handle = executors.get(executor);
      if (handle == null) {
        handle = new ExecutorHandle(executor);
        return executors.add(executor, handle) ? handle : null;
      }
      return handle;
    }
  }

  private @Nullable NamedPool nameIt(
      ExecutorHandle handle, ThreadPoolExecutor executor, Thread worker) {
    String name = PoolName.of(worker.getName());
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
      pool.add(executor);
      handle.pool = pool;
    }
    handle.passOnRejections(pool);
    return pool;
  }

  private NamedPool poolNamed(String name) {
    NamedPool pool = pools.get(name);
    String bounded = name;
    if (pool == null && pools.size() >= MAX_NAMES) {
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

  private long waitNanos(ThreadPoolExecutor executor, Object task, long nowNanos, long[] state) {
    if (executor instanceof ScheduledThreadPoolExecutor && task.getClass() == ScheduledTask.TYPE) {
      return Math.max(0, -((Delayed) task).getDelay(TimeUnit.NANOSECONDS));
    }
    long submitted = stamps.take(task, state);
    return submitted == TaskStamps.NONE ? -1 : Math.max(0, nowNanos - submitted);
  }

  private static NamedPool.Outcome outcome(
      ThreadPoolExecutor executor, @Nullable Object task, boolean failed) {
    if (failed) {
      return NamedPool.Outcome.ERROR;
    }
    return task != null && isCancelled(executor, task)
        ? NamedPool.Outcome.CANCELLED
        : NamedPool.Outcome.SUCCESS;
  }

  private static boolean isCancelled(ThreadPoolExecutor executor, Object task) {
    Class<?> type = task.getClass();
    // of a subclass, the method would be application code
    boolean isOfTheJdk =
        type == FutureTask.class
            || (executor instanceof ScheduledThreadPoolExecutor && type == ScheduledTask.TYPE);
    return isOfTheJdk && ((FutureTask<?>) task).isCancelled();
  }

  /** A number for a task, never negative. */
  private static long identity(@Nullable Object task) {
    return System.identityHashCode(task) & 0xffff_ffffL;
  }

  /** Holds the type of the JDK's scheduled tasks; initialised by the first pool that schedules. */
  private static final class ScheduledTask {

    static final Class<?> TYPE = find();

    private ScheduledTask() {}

    private static Class<?> find() {
      for (Class<?> nested : ScheduledThreadPoolExecutor.class.getDeclaredClasses()) {
        if (Delayed.class.isAssignableFrom(nested) && Runnable.class.isAssignableFrom(nested)) {
          return nested;
        }
      }
      return ScheduledTask.class;
    }
  }

  /** A task is given to a pool. */
  final class Submit extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object task, @Nullable Object unused) {
      long[] state = CallState.current();
      if (task == null || state[CallState.MUTED] != 0) {
        return 0L;
      }
      long now = CallState.now();
      stamps.add(task, now, requests.handsOver(state));
      return now;
    }

    @Override
    public void exit(
        long token,
        @Nullable Object self,
        @Nullable Object task,
        @Nullable Object unused,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      if (thrown != null && task != null) {
        // not any stamp: the same object may wait in the queue, and a refusal took its own already
        boolean ignored = stamps.takeExactly(task, token);
      }
    }
  }

  /** A worker is about to run a task. */
  final class Before extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object thread, @Nullable Object task) {
      long[] state = CallState.current();
      if (state[CallState.MUTED] != 0
          || task == null
          || !(thread instanceof Thread worker)
          || !(self instanceof ThreadPoolExecutor executor)) {
        return 0L;
      }
      long identity = identity(task);
      if (state[CallState.TASK_START] != 0 && state[CallState.TASK_ID] == identity) {
        return 0L;
      }
      CallState.reset(state);
      state[CallState.TASK_TICKET] = 0;
      long now = CallState.now();
      NamedPool pool = poolOf(executor, worker);
      if (pool == null) {
        return 0L;
      }
      long waited = waitNanos(executor, task, now, state);
      if (waited >= 0) {
        pool.recordWait(waited);
      }
      requests.taskBegins(state, state[CallState.TASK_TICKET], waited, now);
      state[CallState.TASK_ID] = identity;
      state[CallState.TASK_START] = now;
      return 0L;
    }
  }

  /** A worker has run a task. */
  final class After extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object task, @Nullable Object thrown) {
      long[] state = CallState.current();
      long start = state[CallState.TASK_START];
      if (start == 0 || !(self instanceof ThreadPoolExecutor executor)) {
        return 0L;
      }
      long end = System.nanoTime();
      boolean failed = thrown != null || state[CallState.TASK_ID] < 0;
      state[CallState.TASK_START] = 0;
      requests.taskEnds(state, end);
      NamedPool pool = poolOf(executor, Thread.currentThread());
      if (pool != null) {
        pool.recordRun(end - start, outcome(executor, task, failed));
      }
      return 0L;
    }
  }

  /**
   * A future takes note of its failure, on the thread that runs it.
   *
   * <p>Asking the future afterwards would not do: {@code get} puts the failure's {@code toString},
   * which is application code, into the message of a new exception.
   */
  static final class Fail extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (state[CallState.TASK_START] != 0 && state[CallState.TASK_ID] == identity(self)) {
        // negative: no task has it
        state[CallState.TASK_ID] = ~state[CallState.TASK_ID];
      }
      return 0L;
    }
  }

  /** A pool refuses a task. */
  final class Reject extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object task, @Nullable Object unused) {
      if (task == null
          || !(self instanceof ThreadPoolExecutor executor)
          || CallState.current()[CallState.MUTED] != 0) {
        return 0L;
      }
      stamps.takeNewest(task);
      ExecutorHandle handle = handleOf(executor);
      if (handle == null) {
        return 0L;
      }
      NamedPool pool = handle.pool;
      if (pool != null) {
        pool.recordRejection();
      } else {
        handle.earlyRejections.incrementAndGet();
        pool = handle.pool;
        if (pool != null) {
          // named in between
          handle.passOnRejections(pool);
        }
      }
      return 0L;
    }
  }

  /** A task is taken out of a pool's queue. */
  final class Remove extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object task, @Nullable Object unused) {
      return task == null ? 0L : 1L;
    }

    @Override
    public void exitCount(
        long token,
        @Nullable Object self,
        @Nullable Object task,
        @Nullable Object unused,
        long removed,
        @Nullable Throwable thrown) {
      if (removed != 0 && thrown == null && task != null) {
        stamps.take(task);
      }
    }
  }
}
