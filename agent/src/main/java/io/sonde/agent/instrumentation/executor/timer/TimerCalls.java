package io.sonde.agent.instrumentation.executor.timer;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ExecutorCalls.Outcome;
import io.sonde.agent.instrumentation.executor.ExecutorSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Records what tasks of timers wait and run.
 *
 * <p>A run lies between the thread's taking the task and its looking for the next one; {@link
 * CallState#TIMER_RUN} is its token. The wait is from the time the task was due, on the wall clock
 * by which timers go, and not from before it was submitted.
 *
 * <p>Concurrency: the table and the clock are safe by themselves; the rest is in the state of the
 * thread.
 */
final class TimerCalls {

  private static final long UNKNOWN = -1;

  private final ExecutorCalls calls;
  private final ExecutorSource source = new TimerSource();
  private final WallClock clock;

  /** When tasks were submitted whose time was over already, in milliseconds since the epoch. */
  private final WeakIdentityTable<Long> overdue;

  TimerCalls(ProbeContext context, WeakIdentityTable<Long> overdue) {
    this(context, overdue, new WallClock(System::currentTimeMillis, System::nanoTime));
  }

  TimerCalls(ProbeContext context, WeakIdentityTable<Long> overdue, WallClock clock) {
    this.calls = ExecutorCalls.of(context);
    this.overdue = overdue;
    this.clock = clock;
    context.beforeReading(clock::look);
  }

  /** A task is about to be submitted that is due, perhaps long since. */
  void submits(Object task, long dueMillis) {
    long now = clock.millis();
    if (dueMillis < now && dueMillis >= 0) {
      boolean ignored = overdue.add(task, now);
    }
  }

  /** A timer that has ended does not take a task. */
  void refused(Thread timer) {
    if (CallState.current()[CallState.MUTED] == 0) {
      calls.sees(timer, source, timer);
      calls.countRefusal(timer, source);
    }
  }

  /** The current thread, a timer's, is about to run a task. */
  void begins(Object task, long dueMillis) {
    long[] state = CallState.current();
    if (state[CallState.MUTED] != 0) {
      return;
    }
    long waited = waitNanos(task, dueMillis);
    long submitted = waited == UNKNOWN ? 0 : CallState.now() - waited;
    state[CallState.TASK_TICKET] = 0;
    state[CallState.TIMER_RUN] =
        calls.begins(state, Thread.currentThread(), source, task, submitted);
  }

  /** The run ends, if there is one, that the current thread began. */
  void ends(Outcome outcome) {
    long[] state = CallState.known();
    if (state == null) {
      return;
    }
    long run = state[CallState.TIMER_RUN];
    if (run != 0) {
      state[CallState.TIMER_RUN] = 0;
      calls.ends(run, Thread.currentThread(), source, outcome);
    }
  }

  private long waitNanos(Object task, long dueMillis) {
    long now = clock.millis();
    long since = sinceMillis(task, dueMillis);
    return clock.wasSetSince(since)
        ? UNKNOWN
        : TimeUnit.MILLISECONDS.toNanos(Math.max(0, now - since));
  }

  /** When a task was due or, if that was earlier, submitted. */
  private long sinceMillis(Object task, long dueMillis) {
    @Nullable Long submitted = overdue.size() == 0 ? null : overdue.get(task);
    if (submitted == null) {
      return dueMillis;
    }
    if (submitted > dueMillis) {
      return submitted;
    }
    // a periodic task that has caught up
    while (overdue.remove(task) != null) {
      // until nothing is held for it
    }
    return dueMillis;
  }
}
