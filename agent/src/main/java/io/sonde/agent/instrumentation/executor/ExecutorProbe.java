package io.sonde.agent.instrumentation.executor;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.executor.ExecutorCalls.Outcome;
import io.sonde.bootstrap.SondeProbe;
import java.util.concurrent.Delayed;
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
 *
 * <p>Also of executors that have the same two hooks and are no {@code ThreadPoolExecutor}: {@link
 * ExecutorSource#reads} tells whose hook was called.
 */
public final class ExecutorProbe {

  private final ExecutorCalls calls;
  private final ExecutorSource source;

  ExecutorProbe(ProbeContext context) {
    this(ExecutorCalls.of(context), new ThreadPoolSource());
  }

  /** For other executors that have the two hooks. */
  public ExecutorProbe(ExecutorCalls calls, ExecutorSource source) {
    this.calls = calls;
    this.source = source;
  }

  private long waitNanos(Object executor, Object task, long nowNanos, long[] state) {
    if (executor instanceof ScheduledThreadPoolExecutor && task.getClass() == ScheduledTask.TYPE) {
      return Math.max(0, -((Delayed) task).getDelay(TimeUnit.NANOSECONDS));
    }
    long submitted = calls.takeSubmission(task, state);
    return submitted == TaskStamps.NONE ? -1 : Math.max(0, nowNanos - submitted);
  }

  private static Outcome outcome(Object executor, @Nullable Object task, boolean failed) {
    if (failed) {
      return Outcome.ERROR;
    }
    return task != null && isCancelled(executor, task) ? Outcome.CANCELLED : Outcome.SUCCESS;
  }

  private static boolean isCancelled(Object executor, Object task) {
    Class<?> type = task.getClass();
    // of a subclass, the method would be application code
    boolean isOfTheJdk =
        type == FutureTask.class
            || (executor instanceof ScheduledThreadPoolExecutor && type == ScheduledTask.TYPE);
    return isOfTheJdk && ((FutureTask<?>) task).isCancelled();
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
      return calls.submitted(task);
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
        calls.notTaken(task, token);
      }
    }
  }

  /** A worker is about to run a task. */
  public final class Before extends SondeProbe {

    /** Registered once for its kind. */
    public Before() {}

    @Override
    public long enter(@Nullable Object self, @Nullable Object thread, @Nullable Object task) {
      long[] state = CallState.current();
      if (state[CallState.MUTED] != 0
          || task == null
          || self == null
          || !(thread instanceof Thread worker)
          || !source.reads(self)) {
        return 0L;
      }
      if (state[CallState.TASK_START] != 0
          && state[CallState.TASK_ID] == ExecutorCalls.identity(task)) {
        return 0L;
      }
      CallState.reset(state);
      state[CallState.TASK_TICKET] = 0;
      long now = CallState.now();
      NamedPool pool = calls.poolOf(self, source, worker);
      if (pool == null) {
        return 0L;
      }
      long waited = waitNanos(self, task, now, state);
      if (waited >= 0) {
        pool.recordWait(waited);
      }
      calls.begins(state, task, waited, now);
      return 0L;
    }
  }

  /** A worker has run a task. */
  public final class After extends SondeProbe {

    /** Registered once for its kind. */
    public After() {}

    @Override
    public long enter(@Nullable Object self, @Nullable Object task, @Nullable Object thrown) {
      long[] state = CallState.current();
      long start = state[CallState.TASK_START];
      if (start == 0 || self == null || !source.reads(self)) {
        return 0L;
      }
      long end = System.nanoTime();
      boolean failed = thrown != null || state[CallState.TASK_ID] < 0;
      calls.ends(state, end);
      NamedPool pool = calls.poolOf(self, source, Thread.currentThread());
      if (pool != null) {
        pool.recordRun(end - start, outcome(self, task, failed));
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
      if (state[CallState.TASK_START] != 0
          && state[CallState.TASK_ID] == ExecutorCalls.identity(self)) {
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
      if (task != null && self != null && source.reads(self)) {
        calls.refused(self, source, task);
      }
      return 0L;
    }
  }

  /** A task is taken out of a pool's queue. */
  public final class Remove extends SondeProbe {

    /** Registered once for its kind. */
    public Remove() {}

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
        calls.withdrawn(task);
      }
    }
  }
}
