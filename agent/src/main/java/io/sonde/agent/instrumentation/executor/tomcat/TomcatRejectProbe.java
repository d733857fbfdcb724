package io.sonde.agent.instrumentation.executor.tomcat;

import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * The pool asks its handler what to do with a task. If that throws, the queue may still take the
 * task: {@code execute} tells.
 */
final class TomcatRejectProbe extends SondeProbe {

  private final ExecutorCalls calls;
  private final ExecutorSource source;

  TomcatRejectProbe(ExecutorCalls calls, ExecutorSource source) {
    this.calls = calls;
    this.source = source;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object task, @Nullable Object unused) {
    return self != null && task != null && source.reads(self) ? 1L : 0L;
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object task,
      @Nullable Object unused,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (thrown == null && self != null && task != null) {
      calls.refused(self, source, task);
    }
  }
}
