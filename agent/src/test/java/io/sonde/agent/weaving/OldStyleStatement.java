package io.sonde.agent.weaving;

import java.sql.SQLException;
import java.sql.Statement;

/**
 * What a driver of the last century might have: loops, a {@code finally}, exceptions, primitives of
 * two words; nothing that class files of its time could not say.
 */
public class OldStyleStatement {

  private final Statement next;
  private long executions;

  /** Around another statement, or null. */
  public OldStyleStatement(Statement next) {
    this.next = next;
  }

  /** Whether the text has a digit; an exception if it is empty. */
  public boolean execute(String sql) throws SQLException {
    boolean found = false;
    try {
      if (sql.length() == 0) {
        throw new SQLException("empty");
      }
      for (int i = 0; i < sql.length(); i++) {
        long code = sql.charAt(i);
        if (code >= '0' && code <= '9') {
          found = true;
        }
      }
      if (next != null) {
        found = next.execute(sql) | found;
      }
    } finally {
      executions++;
    }
    return found;
  }

  /** How often {@link #execute} ended. */
  public long executions() {
    return executions;
  }

  /** As a statement has it; the name alone matters here. */
  public void close() {
    executions = 0;
  }
}
