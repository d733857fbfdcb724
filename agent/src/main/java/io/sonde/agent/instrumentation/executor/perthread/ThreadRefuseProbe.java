package io.sonde.agent.instrumentation.executor.perthread;

import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.bootstrap.SondeProbe;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The executor looks whether it still takes tasks. */
final class ThreadRefuseProbe extends SondeProbe {

  private final ExecutorCalls calls;
  private final ExecutorSource source;

  ThreadRefuseProbe(ExecutorCalls calls, ExecutorSource source) {
    this.calls = calls;
    this.source = source;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    return self == null ? 0L : 1L;
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (thrown instanceof RejectedExecutionException && self != null) {
      calls.countRefusal(self, source);
    }
  }
}
