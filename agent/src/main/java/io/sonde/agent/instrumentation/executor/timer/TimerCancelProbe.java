package io.sonde.agent.instrumentation.executor.timer;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * A timer is cancelled, which clears its queue. Where a timer's task does so, the clearing must not
 * be taken for that task's end: its run is out of sight until the call returns.
 */
final class TimerCancelProbe extends SondeProbe {

  TimerCancelProbe() {}

  @Override
  public long enter(@Nullable Object timer, @Nullable Object first, @Nullable Object second) {
    long[] state = CallState.known();
    if (state == null) {
      return 0L;
    }
    long run = state[CallState.TIMER_RUN];
    state[CallState.TIMER_RUN] = 0;
    return run;
  }

  @Override
  public void exit(
      long run,
      @Nullable Object timer,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    CallState.current()[CallState.TIMER_RUN] = run;
  }
}
