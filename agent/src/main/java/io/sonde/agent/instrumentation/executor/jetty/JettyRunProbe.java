package io.sonde.agent.instrumentation.executor.jetty;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** A thread of the pool runs a job. */
final class JettyRunProbe extends SondeProbe {

  private static final String JETTY = "org.eclipse.jetty.";

  /** Beginnings, after that, of the names of classes that look for work instead of doing it. */
  private static final String[] MACHINERY = {
    "util.thread.", "io.ManagedSelector$$Lambda", "server.AbstractConnector$Acceptor"
  };

  private final ExecutorCalls calls;
  private final ExecutorSource source;

  JettyRunProbe(ExecutorCalls calls, ExecutorSource source) {
    this.calls = calls;
    this.source = source;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object job, @Nullable Object unused) {
    long[] state = CallState.current();
    if (state[CallState.MUTED] != 0 || self == null || job == null) {
      return 0L;
    }
    long submitted = calls.takeSubmission(job, state);
    if (isMachinery(job.getClass().getName())) {
      CallState.reset(state);
      if (submitted != 0) {
        calls.waited(self, source, submitted);
      }
      return 0L;
    }
    return calls.begins(state, self, source, job, submitted);
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object job,
      @Nullable Object unused,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (self != null) {
      calls.ends(token, self, source, ExecutorCalls.outcome(job, thrown));
    }
  }

  /** Whether a job of this class runs for as long as there is work, maybe for ever. */
  static boolean isMachinery(String className) {
    if (className.startsWith(JETTY)) {
      for (String start : MACHINERY) {
        if (className.startsWith(start, JETTY.length())) {
          return true;
        }
      }
    }
    return false;
  }
}
