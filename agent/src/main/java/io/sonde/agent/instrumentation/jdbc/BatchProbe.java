package io.sonde.agent.instrumentation.jdbc;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Records executions of batches: one operation, however many members the batch has. */
final class BatchProbe extends SondeProbe {

  private final Statements statements;

  BatchProbe(Statements statements) {
    this.statements = statements;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    long[] state = CallState.current();
    if (state[CallState.MUTED] != 0 || state[CallState.JDBC] != 0) {
      return 0L;
    }
    if (!(self instanceof Statement)) {
      return 0L;
    }
    long startNanos = CallState.now();
    state[CallState.JDBC] = 1;
    return startNanos;
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    long elapsedNanos = System.nanoTime() - token;
    CallState.current()[CallState.JDBC] = 0;
    if (self != null) {
      statements.executedBatch(self).record(elapsedNanos, thrown);
    }
  }
}
