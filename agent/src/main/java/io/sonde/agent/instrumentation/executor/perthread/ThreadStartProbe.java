package io.sonde.agent.instrumentation.executor.perthread;

import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** The executor starts a thread for a task. */
final class ThreadStartProbe extends SondeProbe {

  private final ExecutorCalls calls;
  private final ExecutorSource source;

  ThreadStartProbe(ExecutorCalls calls, ExecutorSource source) {
    this.calls = calls;
    this.source = source;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object started, @Nullable Object unused) {
    return self != null && started instanceof Thread thread
        ? calls.threadStarts(self, source, thread)
        : 0L;
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object started,
      @Nullable Object unused,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (thrown != null && self != null && started instanceof Thread thread) {
      calls.threadNotStarted(self, source, thread);
      calls.submissionEnded(self, source, thread, token, thrown);
    }
  }
}
