package io.sonde.agent.instrumentation.executor;

import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** A task is given to an executor that throws what it does not take. */
public final class SubmitProbe extends SondeProbe {

  private final ExecutorCalls calls;
  private final ExecutorSource source;

  /** For the executors that a source reads. */
  public SubmitProbe(ExecutorCalls calls, ExecutorSource source) {
    this.calls = calls;
    this.source = source;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object task, @Nullable Object unused) {
    return self != null && source.reads(self) ? calls.submitted(task) : 0L;
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object task,
      @Nullable Object unused,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (self != null && task != null) {
      calls.submissionEnded(self, source, task, token, thrown);
    }
  }
}
