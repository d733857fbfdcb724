package io.sonde.agent.instrumentation.executor.forkjoin;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ForkJoinSource;
import io.sonde.bootstrap.SondeProbe;
import java.util.concurrent.ForkJoinTask;
import org.jspecify.annotations.Nullable;

/** A task runs; if it was handed to a pool as such, it is measured. */
final class ForkJoinRunProbe extends SondeProbe {

  private final ExecutorCalls calls;

  ForkJoinRunProbe(ExecutorCalls calls) {
    this.calls = calls;
  }

  @Override
  public long enter(@Nullable Object task, @Nullable Object first, @Nullable Object second) {
    Thread thread = Thread.currentThread();
    if (task == null || ForkJoinSource.isCarrier(thread)) {
      return 0L;
    }
    long[] state = CallState.current();
    long submitted = state[CallState.MUTED] != 0 ? 0 : calls.takeSubmission(task, state);
    return submitted == 0
        ? 0L
        : calls.beginsWithin(
            state, ForkJoinSource.poolOf(thread), ForkJoinSource.INSTANCE, task, submitted);
  }

  @Override
  public void exit(
      long token,
      @Nullable Object task,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    calls.ends(
        token,
        ForkJoinSource.poolOf(Thread.currentThread()),
        ForkJoinSource.INSTANCE,
        outcome(task, thrown));
  }

  private static ExecutorCalls.Outcome outcome(@Nullable Object task, @Nullable Throwable thrown) {
    if (thrown == null && task instanceof ForkJoinTask<?> done && done.isCompletedAbnormally()) {
      return done.isCancelled() ? ExecutorCalls.Outcome.CANCELLED : ExecutorCalls.Outcome.ERROR;
    }
    return ExecutorCalls.outcome(task, thrown);
  }
}
