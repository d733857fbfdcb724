package io.sonde.agent.instrumentation.executor.timer;

import io.sonde.agent.instrumentation.executor.ExecutorCalls.Outcome;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** A method of a timer's queue that is called, on the timer's thread, when a task has ended. */
final class TimerEndProbe extends SondeProbe {

  private final TimerCalls calls;
  private final Outcome outcome;

  TimerEndProbe(TimerCalls calls, boolean hasFailed) {
    this.calls = calls;
    this.outcome = hasFailed ? Outcome.ERROR : Outcome.SUCCESS;
  }

  @Override
  public long enter(@Nullable Object queue, @Nullable Object first, @Nullable Object second) {
    calls.ends(outcome);
    return 0L;
  }
}
