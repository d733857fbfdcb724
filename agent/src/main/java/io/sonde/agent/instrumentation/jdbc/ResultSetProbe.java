package io.sonde.agent.instrumentation.jdbc;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Connects a result set that {@code getResultSet} returns with the execution it comes from. */
final class ResultSetProbe extends SondeProbe {

  private final RowCounts rows;

  ResultSetProbe(RowCounts rows) {
    this.rows = rows;
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (self == null || result == null) {
      return;
    }
    long[] state = CallState.current();
    if (state[CallState.MUTED] == 0 && state[CallState.JDBC] == 0) {
      rows.fetched(state, self, result);
    }
  }
}
