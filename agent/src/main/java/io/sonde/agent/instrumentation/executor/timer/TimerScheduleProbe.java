package io.sonde.agent.instrumentation.executor.timer;

import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** A task is given to a timer, which may have ended. */
final class TimerScheduleProbe extends SondeProbe {

  private final TimerCalls calls;

  TimerScheduleProbe(TimerCalls calls) {
    this.calls = calls;
  }

  @Override
  public long enter(@Nullable Object thread, @Nullable Object task, @Nullable Object unused) {
    return 1L;
  }

  @Override
  public void exit(
      long token,
      @Nullable Object thread,
      @Nullable Object task,
      @Nullable Object unused,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    // the same is thrown at who schedules a task twice: that is a mistake of the caller's
    if (thrown instanceof IllegalStateException
        && thread instanceof Thread timer
        && TimerFields.areKnown()
        && !TimerFields.takesTasks(timer)) {
      calls.refused(timer);
    }
  }
}
