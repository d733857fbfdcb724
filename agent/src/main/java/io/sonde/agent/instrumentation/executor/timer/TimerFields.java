package io.sonde.agent.instrumentation.executor.timer;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/**
 * What the JDK's timers keep to themselves. Read, never written.
 *
 * <p>Initialised by the first timer that is used: no thread of ours may need {@code TaskQueue}
 * while the application's wait for its rewriting. Handles of fields, and not of methods, because
 * those need no code that the JVM would have to generate just then.
 */
final class TimerFields {

  private static final @Nullable VarHandle STATE;
  private static final @Nullable VarHandle DUE;
  private static final @Nullable VarHandle TAKES_TASKS;
  private static final @Nullable VarHandle QUEUE;
  private static final @Nullable VarHandle SIZE;
  private static final int CANCELLED;

  static {
    VarHandle[] found = new VarHandle[5];
    int cancelled = 0;
    try {
      MethodHandles.Lookup own = MethodHandles.lookup();
      MethodHandles.Lookup inTask = MethodHandles.privateLookupIn(TimerTask.class, own);
      Class<?> thread = inTask.findClass("java.util.TimerThread");
      Class<?> queue = inTask.findClass("java.util.TaskQueue");
      MethodHandles.Lookup inThread = MethodHandles.privateLookupIn(thread, own);
      MethodHandles.Lookup inQueue = MethodHandles.privateLookupIn(queue, own);
      cancelled = (int) inTask.findStaticVarHandle(TimerTask.class, "CANCELLED", int.class).get();
      found[0] = inTask.findVarHandle(TimerTask.class, "state", int.class);
      found[1] = inTask.findVarHandle(TimerTask.class, "nextExecutionTime", long.class);
      found[2] = inThread.findVarHandle(thread, "newTasksMayBeScheduled", boolean.class);
      found[3] = inThread.findVarHandle(thread, "queue", queue);
      found[4] = inQueue.findVarHandle(queue, "size", int.class);
    } catch (ReflectiveOperationException | RuntimeException otherJdk) {
      // nothing is measured
      found = new VarHandle[found.length];
    }
    STATE = found[0];
    DUE = found[1];
    TAKES_TASKS = found[2];
    QUEUE = found[3];
    SIZE = found[4];
    CANCELLED = cancelled;
  }

  private TimerFields() {}

  /** Whether this JDK's timers can be read; if not, nothing else here may be called. */
  static boolean areKnown() {
    return SIZE != null;
  }

  /** Whether a task was cancelled; the caller has its lock. */
  static boolean isCancelled(TimerTask task) {
    return (int) requireNonNull(STATE).get((Object) task) == CANCELLED;
  }

  /** When a task is due, in milliseconds since the epoch; the caller has its lock. */
  static long dueMillis(TimerTask task) {
    return (long) requireNonNull(DUE).get((Object) task);
  }

  /** Whether the timer of a thread was neither cancelled nor ended by a task. */
  static boolean takesTasks(Thread timer) {
    return (boolean) requireNonNull(TAKES_TASKS).get((Object) timer);
  }

  /** How many tasks are in the queue of a thread's timer; read without its lock. */
  static int queued(Thread timer) {
    Object queue = (Object) requireNonNull(QUEUE).getOpaque((Object) timer);
    return queue == null ? 0 : (int) requireNonNull(SIZE).getOpaque(queue);
  }
}
