package io.sonde.agent.instrumentation.executor.jboss;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** A thread of the executor runs a task. */
final class JbossRunProbe extends SondeProbe {

  private final ExecutorCalls calls;
  private final ExecutorSource source;

  JbossRunProbe(ExecutorCalls calls, ExecutorSource source) {
    this.calls = calls;
    this.source = source;
  }

  @Override
  public long enter(@Nullable Object executor, @Nullable Object task, @Nullable Object unused) {
    long[] state = CallState.current();
    if (state[CallState.MUTED] != 0 || executor == null || task == null) {
      return 0L;
    }
    long submitted = calls.takeSubmission(task, state);
    // also what the executor runs when it terminates comes through here
    return submitted == 0 ? 0L : calls.begins(state, executor, source, task, submitted);
  }

  @Override
  public void exit(
      long token,
      @Nullable Object executor,
      @Nullable Object task,
      @Nullable Object unused,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (executor != null) {
      calls.ends(token, executor, source, ExecutorCalls.outcome(task, thrown));
    }
  }
}
