package io.sonde.agent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Real drivers, woven with the real rules and advice: what the application did is what is counted.
 */
class JdbcWovenTest {

  private static final WeavingLoader LOADER =
      new WeavingLoader(
          List.of("org.h2.", "org.hsqldb.", "com.zaxxer."), new JdbcInstrumentation());
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final String namespace = "db" + DATABASES.incrementAndGet();
  private Probes probes = new Probes(new JdbcInstrumentation());
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = open("org.h2.Driver", "jdbc:h2:mem:" + namespace);
    try (Statement statement = connection.createStatement()) {
      statement.execute("create table item(id int primary key, name varchar(40))");
    }
    probes.close();
    probes = new Probes(new JdbcInstrumentation());
    connection.close();
    connection = open("org.h2.Driver", "jdbc:h2:mem:" + namespace + ";DB_CLOSE_DELAY=-1");
    try (Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists item(id int primary key, name varchar(40))");
    }
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
    assertThat(probes.held("jdbc_connections")).isZero();
    probes.close();
    assertThat(probes.swallowed()).isZero();
  }

  private static Connection open(String driver, String url) throws SQLException {
    Driver made = LOADER.make(driver, Driver.class);
    Connection connection = made.connect(url, new Properties());
    if (connection == null) {
      throw new AssertionError(url);
    }
    return connection;
  }

  private void insert(int from, int to) throws SQLException {
    String sql = "insert into item(id, name) values (?, 'canary')";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int i = from; i < to; i++) {
        insert.setInt(1, i);
        assertThat(insert.executeUpdate()).isEqualTo(1);
      }
    }
  }

  private int count(ResultSet rows) throws SQLException {
    int count = 0;
    while (rows.next()) {
      count++;
    }
    return count;
  }

  @Test
  void preparedStatement_executedManyTimes_countsEachOnceUnderItsSummary() throws SQLException {
    insert(0, 25);
    assertThat(probes.operations()).isEqualTo(Map.of("CREATE TABLE item", 1L, "INSERT item", 25L));
    assertThat(probes.databases()).containsExactly("h2database/" + namespace);
    assertThat(probes.held("jdbc_statements")).isZero();
  }

  @Test
  void statement_everyOverload_countsEachOnce() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("delete from item where id = 1");
      statement.execute("delete from item where id = 2", Statement.NO_GENERATED_KEYS);
      statement.execute("delete from item where id = 3", new int[] {1});
      statement.execute("delete from item where id = 4", new String[] {"ID"});
      statement.executeUpdate("update item set name = 'a'");
      statement.executeUpdate("update item set name = 'b'", Statement.NO_GENERATED_KEYS);
      statement.executeUpdate("update item set name = 'c'", new int[] {1});
      statement.executeUpdate("update item set name = 'd'", new String[] {"ID"});
      statement.executeLargeUpdate("merge into item values (1, 'a')");
      statement.executeLargeUpdate("merge into item values (2, 'a')", 2);
      statement.executeLargeUpdate("merge into item values (3, 'a')", new int[] {1});
      statement.executeLargeUpdate("merge into item values (4, 'a')", new String[] {"ID"});
      statement.executeQuery("select * from item where name = 'x'").close();
    }
    try (PreparedStatement prepared = connection.prepareStatement("truncate table item")) {
      prepared.execute();
      prepared.executeUpdate();
      prepared.executeLargeUpdate();
    }
    assertThat(probes.operations())
        .isEqualTo(
            Map.of(
                "CREATE TABLE item", 1L,
                "DELETE item", 4L,
                "UPDATE item", 4L,
                "MERGE item", 4L,
                "SELECT item", 1L,
                "TRUNCATE item", 3L));
  }

  @Test
  void prepare_everyOverload_remembersTheText() throws SQLException {
    String sql = "select 1 from item";
    int forward = ResultSet.TYPE_FORWARD_ONLY;
    int read = ResultSet.CONCUR_READ_ONLY;
    int hold = ResultSet.HOLD_CURSORS_OVER_COMMIT;
    List<PreparedStatement> all =
        List.of(
            connection.prepareStatement(sql),
            connection.prepareStatement(sql, forward, read),
            connection.prepareStatement(sql, forward, read, hold),
            connection.prepareStatement(sql, Statement.NO_GENERATED_KEYS),
            connection.prepareStatement(sql, new int[] {1}),
            connection.prepareStatement(sql, new String[] {"ID"}),
            connection.prepareCall(sql),
            connection.prepareCall(sql, forward, read),
            connection.prepareCall(sql, forward, read, hold));
    for (PreparedStatement statement : all) {
      statement.executeQuery().close();
      statement.close();
    }
    assertThat(probes.operations()).containsEntry("SELECT item", 9L).hasSize(2);
  }

  @Test
  void rows_ofQueriesAndOfExecute_countWhatWasFetched() throws SQLException {
    insert(0, 10);
    try (Statement statement = connection.createStatement()) {
      assertThat(count(statement.executeQuery("select * from item"))).isEqualTo(10);
      try (ResultSet few = statement.executeQuery("select * from item")) {
        for (int i = 0; i < 3; i++) {
          assertThat(few.next()).isTrue();
        }
      }
      assertThat(statement.execute("select * from item where id < 4")).isTrue();
      assertThat(count(statement.getResultSet())).isEqualTo(4);
      statement.getUpdateCount();
      statement.executeQuery("select * from item").next();
    }
    assertThat(probes.rows()).isEqualTo(Map.of("SELECT", "4/18"));
  }

  @Test
  void rows_ofNestedQueries_areCountedApart() throws SQLException {
    insert(0, 3);
    try (Statement outer = connection.createStatement();
        PreparedStatement inner =
            connection.prepareStatement("with x as (select * from item) select * from x");
        PreparedStatement update = connection.prepareStatement("update item set name = name")) {
      try (ResultSet items = outer.executeQuery("select * from item")) {
        while (items.next()) {
          assertThat(count(inner.executeQuery())).isEqualTo(3);
          update.execute();
        }
      }
    }
    assertThat(probes.rows()).isEqualTo(Map.of("SELECT", "4/12"));
  }

  @Test
  void batch_ofPreparedStatement_isOneOperation() throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into item values (?, 'x')")) {
      for (int i = 0; i < 100; i++) {
        insert.setInt(1, i);
        insert.addBatch();
      }
      assertThat(insert.executeBatch()).hasSize(100);
      insert.setInt(1, 100);
      insert.addBatch();
      assertThat(insert.executeLargeBatch()).hasSize(1);
    }
    assertThat(probes.operations()).containsEntry("BATCH INSERT item", 2L).hasSize(2);
  }

  @Test
  void batch_ofTexts_isNamedAfterWhatTheyShare() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("insert into item values (1, 'a')");
      statement.addBatch("insert into item values (2, 'b')");
      statement.executeBatch();
      statement.addBatch("delete from item where id = 1");
      statement.addBatch("update item set name = 'c'");
      statement.addBatch("delete from item where id = 2");
      statement.executeBatch();
      statement.addBatch("delete from item");
      statement.clearBatch();
      statement.addBatch("update item set name = 'd'");
      statement.executeBatch();
    }
    assertThat(probes.operations())
        .isEqualTo(
            Map.of(
                "CREATE TABLE item", 1L,
                "BATCH INSERT item", 1L,
                "BATCH", 1L,
                "BATCH UPDATE item", 1L));
  }

  @Test
  void transaction_commitAndRollbacks_areOperations() throws SQLException {
    connection.setAutoCommit(false);
    insert(0, 1);
    connection.commit();
    Savepoint savepoint = connection.setSavepoint();
    connection.rollback(savepoint);
    connection.rollback();
    assertThat(probes.operations()).containsEntry("COMMIT", 1L).containsEntry("ROLLBACK", 2L);
  }

  @Test
  void failure_ofStatement_isFiledUnderItsSqlState() throws SQLException {
    insert(0, 1);
    assertThatThrownBy(() -> insert(0, 1))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
    assertThat(probes.operations())
        .containsEntry("INSERT item", 1L)
        .containsEntry("INSERT item!23505", 1L);
  }

  @Test
  void statement_preparedBeforeStart_isUnknownAndNotWrong() throws SQLException {
    try (PreparedStatement old = connection.prepareStatement("select * from item")) {
      probes.close();
      probes = new Probes(new JdbcInstrumentation());
      old.executeQuery().close();
      try (Statement statement = connection.createStatement()) {
        statement.executeQuery("select * from item").close();
      }
      assertThat(probes.operations()).isEqualTo(Map.of("unknown", 1L, "SELECT item", 1L));
      assertThat(probes.databases()).contains("h2database/", "h2database/" + namespace);
    }
  }

  @Test
  void dataSource_withoutDriver_isKnownByItsUrl() throws Exception {
    DataSource dataSource = LOADER.make("org.h2.jdbcx.JdbcDataSource", DataSource.class);
    dataSource
        .getClass()
        .getMethod("setURL", String.class)
        .invoke(dataSource, "jdbc:h2:mem:other;PASSWORD=canary");
    try (Connection other = dataSource.getConnection();
        Statement statement = other.createStatement()) {
      statement.execute("select 1");
    }
    assertThat(probes.databases()).containsExactly("h2database/" + namespace, "h2database/other");
  }

  @Test
  void hsqldb_wovenDriver_countsTheSame() throws SQLException {
    String url = "jdbc:hsqldb:mem:" + namespace;
    try (Connection hsqldb = open("org.hsqldb.jdbc.JDBCDriver", url);
        Statement statement = hsqldb.createStatement()) {
      statement.execute("create table item(id int)");
      try (PreparedStatement insert = hsqldb.prepareStatement("insert into item values (?)")) {
        for (int i = 0; i < 7; i++) {
          insert.setInt(1, i);
          insert.addBatch();
        }
        insert.executeBatch();
      }
      assertThat(count(statement.executeQuery("select * from item"))).isEqualTo(7);
      hsqldb.commit();
    }
    assertThat(probes.operations())
        .isEqualTo(
            Map.of(
                "CREATE TABLE item", 2L,
                "BATCH INSERT item", 1L,
                "SELECT item", 1L,
                "COMMIT", 1L));
    assertThat(probes.rows()).isEqualTo(Map.of("SELECT", "1/7"));
    assertThat(probes.databases()).contains("hsqldb/" + namespace);
  }

  @Test
  void wrappers_aroundADriver_countOnceAndKnowTheDatabase() throws Exception {
    insert(0, 5);
    DataSource pool = LOADER.make("com.zaxxer.hikari.HikariDataSource", DataSource.class);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(LOADER);
    set(pool, "setDriverClassName", String.class, "org.h2.Driver");
    set(pool, "setJdbcUrl", String.class, "jdbc:h2:mem:" + namespace);
    set(pool, "setMaximumPoolSize", int.class, 1);
    for (int i = 0; i < 4; i++) {
      try (Connection lent = pool.getConnection();
          PreparedStatement select = lent.prepareStatement("select * from item");
          Statement plain = lent.createStatement()) {
        lent.setAutoCommit(false);
        assertThat(count(select.executeQuery())).isEqualTo(5);
        plain.executeUpdate("update item set name = 'z'");
        lent.commit();
      }
    }
    ((AutoCloseable) pool).close();
    thread.setContextClassLoader(before);
    assertThat(probes.operations())
        .isEqualTo(
            Map.of(
                "CREATE TABLE item", 1L,
                "INSERT item", 5L,
                "SELECT item", 4L,
                "UPDATE item", 4L,
                "COMMIT", 4L));
    assertThat(probes.rows()).isEqualTo(Map.of("SELECT", "4/20"));
    assertThat(probes.databases()).containsExactly("h2database/" + namespace);
    assertThat(probes.held("jdbc_statements")).isZero();
  }

  private static void set(Object target, String setter, Class<?> type, Object value)
      throws ReflectiveOperationException {
    target.getClass().getMethod(setter, type).invoke(target, value);
  }
}
