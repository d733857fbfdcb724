package io.sonde.agent.instrumentation.jdbc;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.bootstrap.SondeProbe;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Records executions of statements; the outermost call of a chain of wrappers alone. */
final class ExecuteProbe extends SondeProbe {

  private final Statements statements;
  private final RowCounts rows;
  private final RequestLedger requests;

  ExecuteProbe(Statements statements, RowCounts rows, RequestLedger requests) {
    this.statements = statements;
    this.rows = rows;
    this.requests = requests;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    long[] state = CallState.current();
    if (state[CallState.MUTED] != 0
        || state[CallState.JDBC] != 0
        || state[CallState.CONNECT] != 0
        || state[CallState.PREPARE] != 0) {
      return 0L;
    }
    if (!(self instanceof Statement)) {
      return 0L;
    }
    requests.callBegins(state);
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
    long[] state = CallState.current();
    state[CallState.JDBC] = 0;
    requests.callEnds(state, RequestLedger.SQL, elapsedNanos);
    if (self == null) {
      return;
    }
    StatementHandle statement = statements.executed(self, (String) first);
    statement.operation().record(elapsedNanos, thrown);
    rows.executed(state, self, result, statement.operation());
    requests.executed(state, statement.number(), elapsedNanos);
  }
}
