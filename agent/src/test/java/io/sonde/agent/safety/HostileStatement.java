package io.sonde.agent.safety;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A statement that nobody may look at; the test adds the rest of the interface. */
abstract class HostileStatement implements Statement {

  @Override
  public boolean execute(String sql) throws SQLException {
    if (sql.equals("fail")) {
      throw new HostileException();
    }
    return false;
  }

  @Override
  public int executeUpdate(String sql) {
    return 3;
  }

  @Override
  public @Nullable ResultSet executeQuery(String sql) {
    return null;
  }

  @Override
  public void close() {}

  @Override
  public @Nullable Connection getConnection() {
    return Hostility.refuse("Statement.getConnection");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return Hostility.refuse("Statement.equals") != null;
  }

  @Override
  public int hashCode() {
    return String.valueOf(Hostility.<String>refuse("Statement.hashCode")).length();
  }

  @Override
  public String toString() {
    return String.valueOf(Hostility.<String>refuse("Statement.toString"));
  }
}
