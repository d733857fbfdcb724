package io.sonde.testapp.truth;

import com.p6spy.engine.wrapper.P6Proxy;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes JDBC calls of every kind through the bare driver, through HikariCP and through p6spy inside
 * HikariCP, counts each by hand, and prints the counts as one line of JSON.
 */
final class JdbcProgram {

  private static final Map<String, Long> COUNTS = new TreeMap<>();

  private JdbcProgram() {}

  public static void main(String[] arguments) throws Exception {
    String url = arguments[0];
    String user = arguments[1];
    try (Connection connection = DriverManager.getConnection(url, user, "")) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(40))");
        count("CREATE TABLE item");
      }
      calls(connection, 1_000);
    }
    throughPool(url, user, 2_000);
    throughPool(url.replaceFirst("jdbc:", "jdbc:p6spy:"), user, 3_000);
    System.out.println(RunningShop.JSON.writeValueAsString(COUNTS));
    // the test reads the metrics and then ends this process
    Thread.sleep(120_000);
  }

  private static void throughPool(String url, String user, int firstId) throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword("");
    config.setMaximumPoolSize(2);
    try (HikariDataSource pool = new HikariDataSource(config);
        Connection connection = pool.getConnection()) {
      calls(connection, firstId);
    }
  }

  private static void calls(Connection connection, int firstId) throws SQLException {
    plain(connection, firstId);
    prepared(connection, firstId + 100);
    batches(connection, firstId + 200);
    failures(connection, firstId);
    transactions(connection, firstId + 300);
  }

  private static void plain(Connection connection, int id) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("INSERT INTO item VALUES (" + id + ", 'secret''s')");
      count("INSERT item");
      statement.executeUpdate(
          "INSERT INTO item VALUES (" + (id + 1) + ", 'b')", Statement.NO_GENERATED_KEYS);
      count("INSERT item");
      statement.execute("UPDATE item SET name = 'c' WHERE id = " + id);
      count("UPDATE item");
      String delete = "DELETE FROM item WHERE id = " + (id + 1);
      if (connection.isWrapperFor(P6Proxy.class)) {
        // p6spy 3.9 does not implement the large one
        statement.executeUpdate(delete);
      } else {
        statement.executeLargeUpdate(delete);
      }
      count("DELETE item");
      for (int i = 0; i < 5; i++) {
        try (ResultSet rows = statement.executeQuery("SELECT name FROM item WHERE id = " + i)) {
          count("SELECT item");
          while (rows.next()) {
            rows.getString(1);
          }
        }
      }
    }
  }

  private static void prepared(Connection connection, int firstId) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO item (id, name) VALUES (?, ?)")) {
      for (int i = 0; i < 7; i++) {
        insert.setInt(1, firstId + i);
        insert.setString(2, "x");
        if (i % 2 == 0) {
          insert.executeUpdate();
        } else {
          insert.execute();
        }
        count("INSERT item");
      }
    }
    try (PreparedStatement select =
        connection.prepareStatement("SELECT id, name FROM item WHERE id >= ?")) {
      for (int i = 0; i < 3; i++) {
        select.setInt(1, firstId);
        try (ResultSet rows = select.executeQuery()) {
          count("SELECT item");
          rows.next();
        }
      }
    }
    try (CallableStatement call = connection.prepareCall("SELECT COUNT(*) FROM item")) {
      call.execute();
      count("SELECT item");
    }
  }

  private static void batches(Connection connection, int firstId) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO item (id, name) VALUES (?, ?)")) {
      for (int batch = 0; batch < 2; batch++) {
        for (int i = 0; i < 10; i++) {
          insert.setInt(1, firstId + batch * 10 + i);
          insert.setString(2, "y");
          insert.addBatch();
        }
        insert.executeBatch();
        count("BATCH INSERT item");
      }
    }
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("UPDATE item SET name = 'z' WHERE id = 1");
      statement.addBatch("UPDATE item SET name = 'z' WHERE id = 2");
      statement.executeBatch();
      count("BATCH UPDATE item");
    }
  }

  private static void failures(Connection connection, int id) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      failing("SELECT missing", () -> statement.executeQuery("SELECT * FROM missing").close());
      failing(
          "INSERT item", () -> statement.executeUpdate("INSERT INTO item VALUES (" + id + ", '')"));
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO item (id, name) VALUES (?, ?)")) {
      insert.setInt(1, id);
      insert.setString(2, "twice");
      failing("INSERT item", insert::executeUpdate);
    }
  }

  private static void transactions(Connection connection, int firstId) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("INSERT INTO item VALUES (" + firstId + ", 'kept')");
      count("INSERT item");
      connection.commit();
      count("COMMIT");
      statement.executeUpdate("INSERT INTO item VALUES (" + (firstId + 1) + ", 'dropped')");
      count("INSERT item");
      connection.rollback();
      count("ROLLBACK");
    }
    connection.setAutoCommit(true);
  }

  private static void count(String operation) {
    COUNTS.merge(operation, 1L, Long::sum);
  }

  private static void failing(String operation, SqlCall call) {
    try {
      call.run();
    } catch (SQLException e) {
      count(operation + " failed");
      return;
    }
    throw new AssertionError(operation + " did not fail");
  }

  private interface SqlCall {
    void run() throws SQLException;
  }
}
