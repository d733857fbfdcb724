package io.sonde.agent.instrumentation.executor.timer;

import io.sonde.bootstrap.SondeProbe;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/**
 * A timer's thread takes the first task out of the queue, or puts it where its next time is; it
 * runs it then unless it was cancelled. The thread has the locks of the queue and of the task.
 */
final class TimerTakeProbe extends SondeProbe {

  /** The first place of the JDK's heap; the one before is not used. */
  private static final int FIRST = 1;

  private final TimerCalls calls;

  TimerTakeProbe(TimerCalls calls) {
    this.calls = calls;
  }

  @Override
  public long enter(@Nullable Object tasks, @Nullable Object first, @Nullable Object second) {
    if (tasks instanceof TimerTask[] heap && heap.length > FIRST) {
      TimerTask task = heap[FIRST];
      if (task != null && TimerFields.areKnown() && !TimerFields.isCancelled(task)) {
        calls.begins(task, TimerFields.dueMillis(task));
      }
    }
    return 0L;
  }
}
