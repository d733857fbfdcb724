package io.sonde.agent.instrumentation.executor;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.requests.RequestLedger;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What the probes of all kinds of executors share: the executors by name, and when each waiting
 * task was submitted.
 *
 * <p>There is one for all technologies, whichever of them is installed first makes it: executors of
 * one name are one, of whatever kind they are.
 *
 * <p>Concurrency: what is shared is in {@link TaskStamps}, {@link ExecutorTable} and {@link
 * NamedPool}; the rest is in the state of the thread.
 */
public final class ExecutorCalls {

  private static final int MAX_OLD_TASKS = 200_000;
  private static final int MAX_REPEATED_TASKS = 10_000;

  private final RequestLedger requests;
  private final TaskStamps stamps;
  private final ExecutorTable executors;

  private ExecutorCalls(ProbeContext context) {
    this.requests = context.requests();
    this.stamps =
        new TaskStamps(
            context.sideTable("executor_tasks", MAX_OLD_TASKS),
            context.sideTable("executor_repeated_tasks", MAX_REPEATED_TASKS));
    this.executors = new ExecutorTable(context);
  }

  /** The one of a context, which reads it once a second from here on. */
  public static ExecutorCalls of(ProbeContext context) {
    return context.shared(ExecutorCalls.class, ExecutorCalls::start);
  }

  private static ExecutorCalls start(ProbeContext context) {
    ExecutorCalls calls = new ExecutorCalls(context);
    calls.practise();
    context.beforeReading(calls::refresh);
    return calls;
  }

  /**
   * The current thread submits a task.
   *
   * @return the clock, for {@link #notTaken}; 0 if it is not measured
   */
  public long submitted(@Nullable Object task) {
    long[] state = CallState.current();
    if (task == null || state[CallState.MUTED] != 0) {
      return 0L;
    }
    long now = CallState.now();
    return stamps.add(TaskIdentity.of(task), now, requests.handsOver(state)) ? now : 0L;
  }

  /** A submission failed; {@code token} is what {@link #submitted} returned for it. */
  public void notTaken(Object task, long token) {
    // not any stamp: the same object may wait in the queue, and a refusal took its own already
    boolean ignored = stamps.takeExactly(TaskIdentity.of(task), token);
  }

  /** A submission ended, with an exception or without; only a refusal counts as one. */
  public void submissionEnded(
      Object executor, ExecutorSource source, Object task, long token, @Nullable Throwable thrown) {
    if (thrown != null) {
      notTaken(task, token);
      if (thrown instanceof RejectedExecutionException) {
        countRefusal(executor, source);
      }
    }
  }

  /** A task is taken out of a queue without being run. */
  public void withdrawn(Object task) {
    stamps.take(TaskIdentity.of(task));
  }

  /** An executor refuses a task that was submitted last by the current thread. */
  public void refused(Object executor, ExecutorSource source, Object task) {
    if (CallState.current()[CallState.MUTED] == 0) {
      stamps.takeNewest(TaskIdentity.of(task));
      countRefusal(executor, source);
    }
  }

  /** An executor refuses a task whose stamp is taken already. */
  public void countRefusal(Object executor, ExecutorSource source) {
    ExecutorHandle handle = executors.handleOf(executor, source);
    if (handle == null) {
      return;
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
  }

  /**
   * When a task that the current thread is about to run was submitted, or 0.
   *
   * @param state of the current thread; {@link CallState#TASK_TICKET} becomes the task's ticket
   */
  public long takeSubmission(Object task, long[] state) {
    return stamps.take(TaskIdentity.of(task), state);
  }

  /**
   * The current thread begins to run a task outside of any other: what it was in the middle of is
   * forgotten.
   *
   * @param submittedNanos what {@link #takeSubmission} returned just before, 0 if unknown
   * @return the token for {@link #ends}; 0 if it is not measured
   */
  public long begins(
      long[] state, Object executor, ExecutorSource source, Object task, long submittedNanos) {
    NamedPool pool = executors.poolOf(executor, source, Thread.currentThread());
    return pool == null ? 0L : begins(state, pool, source, task, submittedNanos);
  }

  private long begins(
      long[] state, NamedPool pool, ExecutorSource source, Object task, long submittedNanos) {
    long now = CallState.now();
    long waited = beginsIn(pool, source, submittedNanos, now);
    CallState.reset(state);
    begins(state, task, waited, now);
    return now;
  }

  /** Records the wait of a task that begins, and returns it; -1 if it is not known. */
  private static long beginsIn(
      NamedPool pool, ExecutorSource source, long submittedNanos, long nowNanos) {
    long waited = submittedNanos == TaskStamps.NONE ? -1 : Math.max(0, nowNanos - submittedNanos);
    if (waited >= 0) {
      pool.recordWait(waited);
    }
    if (source.countsRuns()) {
      pool.runBegins();
    }
    return waited;
  }

  /** A job that is no task waited until now for the current thread. */
  public void waited(Object executor, ExecutorSource source, long submittedNanos) {
    long now = CallState.now();
    NamedPool pool = executors.poolOf(executor, source, Thread.currentThread());
    if (pool != null) {
      pool.recordWait(Math.max(0, now - submittedNanos));
    }
  }

  /** The current thread works for a task from here on. */
  void begins(long[] state, Object task, long waitedNanos, long nowNanos) {
    requests.taskBegins(state, state[CallState.TASK_TICKET], waitedNanos, nowNanos);
    state[CallState.TASK_ID] = identity(task);
    state[CallState.TASK_START] = nowNanos;
  }

  /**
   * The current thread begins to run a task, maybe in the middle of a request or another task: then
   * that goes on, and the time is its.
   */
  public long beginsWithin(
      long[] state, Object executor, ExecutorSource source, Object task, long submittedNanos) {
    NamedPool pool = executors.poolOf(executor, source, Thread.currentThread());
    return pool == null ? 0L : beginsWithin(state, pool, source, task, submittedNanos);
  }

  private long beginsWithin(
      long[] state, NamedPool pool, ExecutorSource source, Object task, long submittedNanos) {
    if (state[CallState.TASK_START] == 0 && !requests.isBusy(state)) {
      return begins(state, pool, source, task, submittedNanos);
    }
    long now = CallState.now();
    beginsIn(pool, source, submittedNanos, now);
    // never the token of the task around it
    return now == state[CallState.TASK_START] ? now + 1 : now;
  }

  /**
   * As {@link #beginsWithin(long[], Object, ExecutorSource, Object, long)}, where the executor is
   * not known: its thread is.
   */
  public long beginsOnThread(
      long[] state, ExecutorSource source, Object task, long submittedNanos) {
    return beginsWithin(
        state,
        executors.poolOfThread(source, Thread.currentThread()),
        source,
        task,
        submittedNanos);
  }

  /** The task ends that one of the methods above began. */
  public void ends(long token, Object executor, ExecutorSource source, Outcome outcome) {
    long end = System.nanoTime();
    Outcome told = endsHere(token, outcome, end);
    NamedPool pool = executors.poolOf(executor, source, Thread.currentThread());
    if (pool != null) {
      endsIn(pool, source, end - token, told);
    }
  }

  /** The task ends that {@link #beginsOnThread} began. */
  public void endsOnThread(long token, ExecutorSource source, Outcome outcome) {
    long end = System.nanoTime();
    Outcome told = endsHere(token, outcome, end);
    endsIn(executors.poolOfThread(source, Thread.currentThread()), source, end - token, told);
  }

  private Outcome endsHere(long token, Outcome outcome, long endNanos) {
    long[] state = CallState.current();
    if (state[CallState.TASK_START] != token) {
      return outcome;
    }
    boolean hasFailed = state[CallState.TASK_ID] < 0;
    ends(state, endNanos);
    return hasFailed ? Outcome.ERROR : outcome;
  }

  private static void endsIn(
      NamedPool pool, ExecutorSource source, long ranNanos, Outcome outcome) {
    if (source.countsRuns()) {
      pool.runEnds();
    }
    pool.recordRun(Math.max(0, ranNanos), outcome);
  }

  /**
   * An executor is about to be given a task.
   *
   * @param worker its thread if there is one already
   */
  public void sees(Object executor, ExecutorSource source, @Nullable Thread worker) {
    NamedPool ignored = worker == null ? null : executors.poolOf(executor, source, worker);
  }

  /**
   * A thread is started for a task.
   *
   * @return the clock, for {@link #notTaken}; 0 if it is not measured
   */
  public long threadStarts(Object executor, ExecutorSource source, Thread thread) {
    long token = submitted(thread);
    NamedPool pool = token == 0 ? null : executors.poolOf(executor, source, thread);
    if (pool != null) {
      pool.threadStarts();
    }
    return token;
  }

  /** The start of a thread failed that {@link #threadStarts} measured. */
  public void threadNotStarted(Object executor, ExecutorSource source, Thread thread) {
    NamedPool pool = executors.poolOf(executor, source, thread);
    if (pool != null) {
      pool.threadStartFailed();
    }
  }

  /**
   * A thread runs the task that it was started for. Its state is not touched, for it would be made
   * for each thread, unless a request handed the task over.
   *
   * @return the token for {@link #threadEnds}; 0 if it is not measured
   */
  public long threadRuns(Object executor, ExecutorSource source, Thread thread) {
    long[] ticket = new long[1];
    long submitted = stamps.take(thread, ticket, 0);
    NamedPool pool =
        submitted == TaskStamps.NONE ? null : executors.poolOf(executor, source, thread);
    if (pool == null) {
      return 0L;
    }
    long now = CallState.now();
    long waited = Math.max(0, now - submitted);
    pool.threadRuns();
    pool.recordWait(waited);
    boolean isOfRequest = ticket[0] != 0;
    if (isOfRequest) {
      requests.taskBegins(CallState.current(), ticket[0], waited, now);
    }
    // the last bit tells; so the clock is wrong by a nanosecond, and is never 0
    long even = (now & ~1L) == 0 ? 2 : now & ~1L;
    return isOfRequest ? even | 1L : even;
  }

  /** The current thread has run the task that it was started for. */
  public void threadEnds(long token, Object executor, ExecutorSource source, Outcome outcome) {
    long end = System.nanoTime();
    if ((token & 1L) != 0) {
      requests.taskEnds(CallState.current(), end);
    }
    NamedPool pool = executors.poolOf(executor, source, Thread.currentThread());
    if (pool != null) {
      pool.threadEnds();
      pool.recordRun(Math.max(0, end - token), outcome);
    }
  }

  /** The task of {@link #begins(long[], Object, long, long)} has ended. */
  void ends(long[] state, long endNanos) {
    state[CallState.TASK_START] = 0;
    requests.taskEnds(state, endNanos);
  }

  /** Brings gauges up to date and lets go of what waits long. */
  void refresh() {
    stamps.sweep(CallState.now());
    long now = CallState.now();
    Throwable failure = executors.refresh();
    if (failure == null && executors.isComplete()) {
      stamps.trim(executors.queued(), now);
    }
    if (failure != null) {
      throw new IllegalStateException("an executor could not be read", failure);
    }
  }

  /**
   * Does once what the first task of a pool needs, so that its thread does not pay for loading our
   * classes and linking our lambdas: tens of milliseconds. No executor is touched.
   */
  void practise() {
    Object task = new Object();
    long now = CallState.now();
    boolean ignored = stamps.add(task, now);
    stamps.takeNewest(task);
    ignored = stamps.takeExactly(task, now);
    executors.practise(task);
  }

  /**
   * Tasks were submitted and started unseen: what is remembered of earlier submissions may belong
   * to other runs of the same object. Each technology has it done before it measures again.
   */
  public void forget() {
    stamps.clear();
    executors.forgetStartingThreads();
  }

  /** How many submissions are remembered, for tests. */
  public int pendingStamps() {
    return stamps.size();
  }

  /** The pool of an executor's name; null if it is not measured. */
  @Nullable NamedPool poolOf(Object executor, ExecutorSource source, Thread worker) {
    return executors.poolOf(executor, source, worker);
  }

  /** How a run ended, as far as the task itself tells; {@code thrown} is what it threw. */
  public static Outcome outcome(@Nullable Object task, @Nullable Throwable thrown) {
    if (thrown != null) {
      return Outcome.ERROR;
    }
    // of a subclass, the method would be application code
    return task != null
            && task.getClass() == FutureTask.class
            && ((FutureTask<?>) task).isCancelled()
        ? Outcome.CANCELLED
        : Outcome.SUCCESS;
  }

  /** A number for a task, never negative. */
  static long identity(@Nullable Object task) {
    return task == null ? 0 : System.identityHashCode(TaskIdentity.of(task)) & 0xffff_ffffL;
  }

  /** How a run ended. */
  public enum Outcome {
    SUCCESS,
    ERROR,
    CANCELLED
  }
}
