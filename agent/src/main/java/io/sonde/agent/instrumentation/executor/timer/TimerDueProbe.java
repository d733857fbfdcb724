package io.sonde.agent.instrumentation.executor.timer;

import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** A task is about to be given to a timer; the count is the time that it is due. */
final class TimerDueProbe extends SondeProbe {

  private final TimerCalls calls;

  TimerDueProbe(TimerCalls calls) {
    this.calls = calls;
  }

  @Override
  public void exitCount(
      long token,
      @Nullable Object thread,
      @Nullable Object task,
      @Nullable Object unused,
      long dueMillis,
      @Nullable Throwable thrown) {
    if (task != null) {
      calls.submits(task, dueMillis);
    }
  }
}
