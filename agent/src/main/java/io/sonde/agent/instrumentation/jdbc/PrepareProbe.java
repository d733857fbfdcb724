package io.sonde.agent.instrumentation.jdbc;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.bootstrap.SondeProbe;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Learns, from the outermost {@code prepareStatement}, {@code prepareCall} or {@code
 * createStatement}, the text and the database of the statement that the application gets.
 */
final class PrepareProbe extends SondeProbe {

  private final Databases databases;
  private final Statements statements;
  private final RequestLedger requests;

  PrepareProbe(Databases databases, Statements statements, RequestLedger requests) {
    this.databases = databases;
    this.statements = statements;
    this.requests = requests;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    long[] state = CallState.current();
    if (state[CallState.MUTED] != 0
        || state[CallState.CONNECT] != 0
        || !(self instanceof Connection)) {
      return 0L;
    }
    if (state[CallState.PREPARE] != 0) {
      databases.nested(state, self);
      return 0L;
    }
    databases.outermost(state, self);
    state[CallState.PREPARE] = 1;
    return 1L;
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    long[] state = CallState.current();
    state[CallState.PREPARE] = 0;
    if (result != null) {
      DatabaseHandle database = databases.numbered(state[CallState.NESTED_DATABASE]);
      StatementHandle opened = statements.opened(result, database, (String) first);
      if (first != null) {
        requests.prepared(state, opened.number());
      }
    }
  }
}
