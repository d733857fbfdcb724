package io.sonde.agent.instrumentation.executor.jboss;

import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** The executor refuses a task; another one may still take it. */
final class JbossRejectProbe extends SondeProbe {

  private final ExecutorCalls calls;
  private final ExecutorSource source;

  JbossRejectProbe(ExecutorCalls calls, ExecutorSource source) {
    this.calls = calls;
    this.source = source;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object task, @Nullable Object unused) {
    if (self != null && task != null) {
      calls.refused(self, source, task);
    }
    return 0L;
  }
}
