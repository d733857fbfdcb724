package io.sonde.agent.instrumentation.jdbc;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Forgets what is closed, and ends the row counts that end with it. */
final class CloseProbe extends SondeProbe {

  private final Databases databases;
  private final Statements statements;
  private final RowCounts rows;

  CloseProbe(Databases databases, Statements statements, RowCounts rows) {
    this.databases = databases;
    this.statements = statements;
    this.rows = rows;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    if (self instanceof ResultSet) {
      rows.closed(self);
    } else if (self instanceof Statement) {
      // drivers close what an earlier execution left by closing the statement that they execute
      if (CallState.current()[CallState.JDBC] == 0) {
        statements.closed(self);
      }
      rows.statementClosed(self);
    } else if (self instanceof Connection) {
      databases.closed(self);
    }
    return 0L;
  }
}
