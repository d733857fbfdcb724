package io.sonde.agent.instrumentation.executor.netty;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** An executor's thread runs a task; a static method, so the thread alone tells whose it is. */
final class NettyRunProbe extends SondeProbe {

  private final ExecutorCalls calls;
  private final ExecutorSource source;

  NettyRunProbe(ExecutorCalls calls, ExecutorSource source) {
    this.calls = calls;
    this.source = source;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object task, @Nullable Object unused) {
    long[] state = CallState.current();
    if (state[CallState.MUTED] != 0 || task == null) {
      return 0L;
    }
    long submitted = calls.takeSubmission(task, state);
    return submitted == 0 ? 0L : calls.beginsOnThread(state, source, task, submitted);
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object task,
      @Nullable Object unused,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    calls.endsOnThread(token, source, ExecutorCalls.outcome(task, thrown));
  }
}
