package io.sonde.agent.safety;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A connection that nobody may look at; the test adds the rest of the interface. */
abstract class HostileConnection implements Connection {

  @Override
  public Statement createStatement() {
    return (Statement) HostileObjects.make("HostileStatement");
  }

  @Override
  public void commit() {}

  @Override
  public void rollback() {}

  @Override
  public void close() {}

  @Override
  public @Nullable DatabaseMetaData getMetaData() {
    return Hostility.refuse("Connection.getMetaData");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return Hostility.refuse("Connection.equals") != null;
  }

  @Override
  public int hashCode() {
    return String.valueOf(Hostility.<String>refuse("Connection.hashCode")).length();
  }

  @Override
  public String toString() {
    return String.valueOf(Hostility.<String>refuse("Connection.toString"));
  }
}
