package io.sonde.host.driver;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** JDBC calls of every kind on one connection, counted and timed by hand. */
final class Calls {

  private final Drivers driver;
  private final Connection connection;

  /** Executions by summary and error, {@code INSERT item 23505}. */
  private final Map<String, Long> counts = new TreeMap<>();

  /** Result sets and their rows by operation. */
  private final Map<String, long[]> rows = new TreeMap<>();

  private long nanos;

  Calls(Drivers driver, Connection connection) {
    this.driver = driver;
    this.connection = connection;
  }

  void run() throws SQLException {
    plain();
    prepared();
    callable();
    batches();
    generatedKeys();
    failures();
    transactions();
  }

  private void plain() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      execute(
          "CREATE TABLE item",
          () ->
              statement.execute(
                  "CREATE TABLE item (id INT NOT NULL PRIMARY KEY, name VARCHAR(40))"));
      execute(
          "INSERT item", () -> statement.executeUpdate("INSERT INTO item VALUES (1, 'secret''s')"));
      execute("INSERT item", () -> statement.executeUpdate("INSERT INTO item VALUES (2, 'b')"));
      execute("INSERT item", () -> statement.execute("INSERT INTO item VALUES (3, 'c')"));
      execute("UPDATE item", () -> statement.execute("UPDATE item SET name = 'd' WHERE id = 2"));
      execute("DELETE item", () -> statement.executeUpdate("DELETE FROM item WHERE id = 3"));
      for (int id = 0; id < 5; id++) {
        String sql = "SELECT name FROM item WHERE id >= " + id;
        try (ResultSet found = query("SELECT item", () -> statement.executeQuery(sql))) {
          read("SELECT", found);
        }
      }
      execute("SELECT item", () -> statement.execute("SELECT id FROM item"));
      try (ResultSet found = statement.getResultSet()) {
        read("SELECT", found);
      }
    }
  }

  private void prepared() throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO item (id, name) VALUES (?, ?)")) {
      for (int i = 0; i < 7; i++) {
        insert.setInt(1, 100 + i);
        insert.setString(2, "x");
        execute("INSERT item", i % 2 == 0 ? insert::executeUpdate : insert::execute);
      }
    }
    try (PreparedStatement select =
        connection.prepareStatement("SELECT id, name FROM item WHERE id >= ?")) {
      for (int i = 0; i < 3; i++) {
        select.setInt(1, 100 + i);
        try (ResultSet found = query("SELECT item", select::executeQuery)) {
          read("SELECT", found);
        }
      }
    }
  }

  private void callable() throws SQLException {
    if (driver.call().isEmpty()) {
      return;
    }
    if (driver.call().contains("same")) {
      try (Statement statement = connection.createStatement()) {
        execute(
            "CREATE PROCEDURE same",
            () -> statement.execute("CREATE PROCEDURE same(IN x INT) SELECT x"));
      }
    }
    try (CallableStatement call = connection.prepareCall(driver.call())) {
      for (int i = 0; i < 2; i++) {
        if (driver.call().startsWith("{?")) {
          call.registerOutParameter(1, java.sql.Types.VARCHAR);
          call.setString(2, "x");
        } else if (driver.call().contains("?")) {
          call.setInt(1, i);
        }
        execute("CALL " + nameOfCalled(), call::execute);
      }
    }
  }

  /** What stands before the parenthesis. */
  private String nameOfCalled() {
    String call = driver.call();
    String path = call.substring(call.toLowerCase(java.util.Locale.ROOT).indexOf("call ") + 5);
    String qualified = path.substring(0, path.indexOf('('));
    return qualified.substring(qualified.indexOf('.') + 1);
  }

  private void batches() throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO item (id, name) VALUES (?, ?)")) {
      for (int batch = 0; batch < 2; batch++) {
        for (int i = 0; i < 10; i++) {
          insert.setInt(1, 200 + batch * 10 + i);
          insert.setString(2, "y");
          insert.addBatch();
        }
        execute("BATCH INSERT item", insert::executeBatch);
      }
    }
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("UPDATE item SET name = 'z' WHERE id = 1");
      statement.addBatch("UPDATE item SET name = 'z' WHERE id = 2");
      execute("BATCH UPDATE item", statement::executeBatch);
    }
  }

  private void generatedKeys() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      execute(
          "CREATE TABLE numbered",
          () ->
              statement.execute(
                  "CREATE TABLE numbered (" + driver.keyColumn() + ", name VARCHAR(40))"));
      if (!connection.getMetaData().supportsGetGeneratedKeys()) {
        return;
      }
      try {
        execute(
            "INSERT numbered",
            () ->
                statement.executeUpdate(
                    "INSERT INTO numbered (name) VALUES ('a')", Statement.RETURN_GENERATED_KEYS));
        requireKey(statement, 1);
      } catch (SQLException old) {
        // SQLite's older driver has keys of prepared statements alone, by a statement of its own
        countFailure("INSERT numbered", old);
        return;
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO numbered (name) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
      insert.setString(1, "b");
      execute("INSERT numbered", insert::executeUpdate);
      requireKey(insert, 2);
    }
  }

  private void requireKey(Statement statement, int expected) throws SQLException {
    try (ResultSet keys = statement.getGeneratedKeys()) {
      if (!keys.next() || keys.getInt(1) != expected) {
        throw new AssertionError(driver + " made no key " + expected);
      }
    }
  }

  private void failures() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      fail("SELECT missing", () -> statement.executeQuery("SELECT * FROM missing"));
      fail("INSERT item", () -> statement.executeUpdate("INSERT INTO item VALUES (1, 'again')"));
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO item (id, name) VALUES (?, ?)")) {
      insert.setInt(1, 1);
      insert.setString(2, "again");
      fail("INSERT item", insert::executeUpdate);
    }
  }

  private void transactions() throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      execute("INSERT item", () -> statement.executeUpdate("INSERT INTO item VALUES (301, 'k')"));
      execute("COMMIT", connection::commit);
      execute("INSERT item", () -> statement.executeUpdate("INSERT INTO item VALUES (302, 'd')"));
      execute("ROLLBACK", connection::rollback);
    }
    connection.setAutoCommit(true);
  }

  private interface Call {
    void make() throws SQLException;
  }

  private interface Query {
    ResultSet make() throws SQLException;
  }

  private void execute(String summary, Call call) throws SQLException {
    long start = System.nanoTime();
    try {
      call.make();
    } finally {
      nanos += System.nanoTime() - start;
    }
    counts.merge(summary + " -", 1L, Long::sum);
  }

  private ResultSet query(String summary, Query query) throws SQLException {
    long start = System.nanoTime();
    ResultSet found = query.make();
    nanos += System.nanoTime() - start;
    counts.merge(summary + " -", 1L, Long::sum);
    return found;
  }

  private void fail(String summary, Call call) {
    long start = System.nanoTime();
    try {
      call.make();
    } catch (SQLException expected) {
      nanos += System.nanoTime() - start;
      countFailure(summary, expected);
      return;
    }
    throw new AssertionError(driver + ": " + summary + " did not fail");
  }

  private void countFailure(String summary, SQLException failure) {
    String state = failure.getSQLState();
    String error = state == null || state.isEmpty() ? failure.getClass().getName() : state;
    counts.merge(summary + ' ' + error, 1L, Long::sum);
  }

  private void read(String operation, ResultSet found) throws SQLException {
    long read = 0;
    while (found.next()) {
      read++;
    }
    long[] sums = rows.computeIfAbsent(operation, first -> new long[2]);
    sums[0]++;
    sums[1] += read;
  }

  /** One line per number; the summary's words are joined by an underscore. */
  void print(String namespace) {
    String of = driver.system() + ' ' + namespace + ' ';
    counts.forEach(
        (what, count) -> {
          int error = what.lastIndexOf(' ');
          System.out.println(
              "call "
                  + of
                  + what.substring(0, error).replace(' ', '_')
                  + what.substring(error)
                  + ' '
                  + count);
        });
    rows.forEach(
        (operation, sums) ->
            System.out.println("rows " + of + operation + ' ' + sums[0] + ' ' + sums[1]));
    System.out.println("time " + of + nanos);
  }
}
