package io.sonde.agent.safety;

import java.sql.Connection;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A data source that nobody may look at; the test adds the rest of the interface. */
abstract class HostileDataSource implements DataSource {

  @Override
  public Connection getConnection() {
    return (Connection) HostileObjects.make("HostileConnection");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return Hostility.refuse("DataSource.equals") != null;
  }

  @Override
  public int hashCode() {
    return String.valueOf(Hostility.<String>refuse("DataSource.hashCode")).length();
  }

  @Override
  public String toString() {
    return String.valueOf(Hostility.<String>refuse("DataSource.toString"));
  }
}
