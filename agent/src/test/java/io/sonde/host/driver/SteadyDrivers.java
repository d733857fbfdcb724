package io.sonde.host.driver;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Statements and transactions, by every driver whose database is in the process. */
public final class SteadyDrivers {

  private static final String SQL = "SELECT name FROM steady WHERE id = 1";
  private static final String PREPARED = "SELECT name FROM steady WHERE id = ?";
  private static final String UPDATE = "UPDATE steady SET name = 'b' WHERE id = 1";

  private SteadyDrivers() {}

  /** Calls by name, of databases whose files are in a folder. */
  public static Map<String, Callable<Object>> calls(String folder) throws Exception {
    Drivers.Databases databases = new Drivers.Databases(folder, "", "", "");
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    for (Drivers driver : Drivers.values()) {
      if (!driver.url(databases).isEmpty()) {
        driver.load();
        add(calls, driver.name(), driver.open(databases));
        Connection transactions = driver.open(databases);
        transactions.setAutoCommit(false);
        calls.put(
            driver + ".commit",
            () -> {
              transactions.commit();
              return transactions;
            });
      }
    }
    return calls;
  }

  private static void add(Map<String, Callable<Object>> calls, String driver, Connection connection)
      throws SQLException {
    Statement statement = connection.createStatement();
    statement.execute("CREATE TABLE steady (id INT NOT NULL PRIMARY KEY, name VARCHAR(40))");
    int unused = statement.executeUpdate("INSERT INTO steady VALUES (1, 'a')");
    calls.put(driver + ".query", () -> read(statement.executeQuery(SQL)));
    calls.put(driver + ".update", () -> statement.executeUpdate(UPDATE));
    PreparedStatement prepared = connection.prepareStatement(PREPARED);
    prepared.setInt(1, 1);
    calls.put(driver + ".preparedQuery", () -> read(prepared.executeQuery()));
    calls.put(
        driver + ".createQueryClose",
        () -> {
          try (Statement once = connection.createStatement()) {
            return read(once.executeQuery(SQL));
          }
        });
    calls.put(
        driver + ".prepareQueryClose",
        () -> {
          try (PreparedStatement once = connection.prepareStatement(PREPARED)) {
            once.setInt(1, 1);
            return read(once.executeQuery());
          }
        });
  }

  private static Object read(ResultSet found) throws SQLException {
    try (found) {
      while (found.next()) {
        if (found.getString(1).isEmpty()) {
          throw new AssertionError("no name");
        }
      }
      return found;
    }
  }
}
