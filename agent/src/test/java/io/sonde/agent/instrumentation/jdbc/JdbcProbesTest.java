package io.sonde.agent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The probes, called as woven code calls them. */
class JdbcProbesTest {

  private final Probes probes = new Probes(new JdbcInstrumentation());
  private final Connection connection = object(Connection.class);
  private final Statement statement = object(Statement.class);
  private final ResultSet resultSet = object(ResultSet.class);

  @AfterEach
  void uninstall() {
    probes.close();
    assertThat(probes.swallowed()).isZero();
    CallState.reset(CallState.current());
  }

  private static <T> T object(Class<T> type) {
    Object made =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new AssertionError("a probe called " + method);
            });
    return type.cast(made);
  }

  private void connect(String url) {
    Driver driver = object(Driver.class);
    long token = SondeHook.enter(ProbeId.JDBC_CONNECT, driver, url);
    SondeHook.exit(ProbeId.JDBC_CONNECT, token, driver, url, connection, null);
  }

  private void prepare(@Nullable String sql) {
    long token = SondeHook.enter(ProbeId.JDBC_PREPARE, connection, sql);
    SondeHook.exit(ProbeId.JDBC_PREPARE, token, connection, sql, statement, null);
  }

  private void execute(@Nullable Object result, @Nullable Throwable thrown) {
    long token = SondeHook.enter(ProbeId.JDBC_EXECUTE, statement);
    SondeHook.exit(ProbeId.JDBC_EXECUTE, token, statement, null, result, thrown);
  }

  private void next(boolean onRow) {
    SondeHook.exitCount(ProbeId.JDBC_ROWS, 1L, resultSet, null, onRow ? 1 : 0, null);
  }

  @Test
  void execution_onAConnectionOfADriver_hasEveryLabel() {
    connect("jdbc:postgresql://h/shop?password=canary");
    prepare("select * from orders where a = 'canary'");
    execute(null, null);
    assertThat(probes.operations()).isEqualTo(Map.of("SELECT orders", 1L));
    assertThat(probes.databases()).containsExactly("postgresql/shop");
    assertThat(probes.registry().getMetersAsString()).doesNotContain("canary");
  }

  @Test
  void execution_withinAnExecution_isNotCounted() {
    prepare("select * from orders");
    long outer = SondeHook.enter(ProbeId.JDBC_EXECUTE, statement);
    assertThat(SondeHook.enter(ProbeId.JDBC_EXECUTE, object(Statement.class))).isZero();
    assertThat(SondeHook.enter(ProbeId.JDBC_BATCH, object(Statement.class))).isZero();
    assertThat(SondeHook.enter(ProbeId.JDBC_TRANSACTION, connection, "COMMIT")).isZero();
    SondeHook.exit(ProbeId.JDBC_EXECUTE, outer, statement, null);
    assertThat(probes.operations()).isEqualTo(Map.of("SELECT orders", 1L));
  }

  @Test
  void execution_ofAnObjectThatIsNoStatement_isNotCountedAndHidesNothing() {
    assertThat(SondeHook.enter(ProbeId.JDBC_EXECUTE, new Object(), "x")).isZero();
    prepare("select * from orders");
    execute(null, null);
    assertThat(probes.operations()).isEqualTo(Map.of("SELECT orders", 1L));
  }

  @Test
  void execution_onOneOfOurThreads_isNotCounted() {
    prepare("select * from orders");
    CallState.current()[CallState.MUTED] = 1;
    execute(null, null);
    CallState.current()[CallState.MUTED] = 0;
    assertThat(probes.operations()).isEmpty();
  }

  @Test
  void error_ofEachKind_isFiledUnderStateOrClass() {
    prepare("select * from orders");
    execute(null, new SQLException("canary", "40001"));
    execute(null, new SQLException("canary"));
    execute(null, new SQLException("canary", "no state at all"));
    execute(null, new OutOfMemoryError("canary"));
    assertThat(probes.operations())
        .isEqualTo(
            Map.of(
                "SELECT orders!40001", 1L,
                "SELECT orders!java.sql.SQLException", 2L,
                "SELECT orders!java.lang.OutOfMemoryError", 1L));
  }

  @Test
  void errors_ofManyKinds_areBounded() {
    prepare("select * from orders");
    for (int i = 10_000; i < 10_100; i++) {
      execute(null, new SQLException("x", String.valueOf(i)));
    }
    assertThat(probes.operations()).hasSize(17).containsEntry("SELECT orders!other", 84L);
  }

  @Test
  void driver_aroundADriver_passesTheDatabaseOn() {
    Driver driver = object(Driver.class);
    Connection inner = object(Connection.class);
    long outerToken = SondeHook.enter(ProbeId.JDBC_CONNECT, driver, "jdbc:wrap:x");
    long innerToken = SondeHook.enter(ProbeId.JDBC_CONNECT, driver, "jdbc:mysql://h/shop");
    SondeHook.exit(ProbeId.JDBC_CONNECT, innerToken, driver, "jdbc:mysql://h/shop", inner, null);
    SondeHook.exit(ProbeId.JDBC_CONNECT, outerToken, driver, "jdbc:wrap:x", connection, null);
    prepare("select \"canary\" from orders");
    execute(null, null);
    assertThat(probes.databases()).containsExactly("mysql/shop");
  }

  @Test
  void rows_fetchedAndThenExhausted_areRecordedOnce() {
    prepare("select * from orders");
    execute(resultSet, null);
    next(true);
    next(true);
    next(false);
    next(false);
    SondeHook.enter(ProbeId.JDBC_CLOSE, resultSet);
    SondeHook.enter(ProbeId.JDBC_CLOSE, statement);
    assertThat(probes.rows()).isEqualTo(Map.of("SELECT", "1/2"));
  }

  @Test
  void rows_ofAResultSetReadOnAnotherThread_areLeftOut() throws InterruptedException {
    prepare("select * from orders");
    execute(resultSet, null);
    Thread other = new Thread(() -> next(true));
    other.start();
    other.join();
    SondeHook.enter(ProbeId.JDBC_CLOSE, resultSet);
    assertThat(probes.rows()).isEmpty();
  }

  @Test
  void rows_ofAnEmptyResultSet_areNone() {
    prepare("select * from orders");
    execute(resultSet, null);
    next(false);
    assertThat(probes.rows()).isEqualTo(Map.of("SELECT", "1/0"));
  }

  @Test
  void rows_ofAResultSetWithoutExecution_areNotCounted() {
    next(true);
    prepare("select * from orders");
    execute(null, null);
    next(true);
    next(false);
    assertThat(probes.rows()).isEmpty();
  }

  @Test
  void execution_warmedUp_allocatesNothing() {
    connect("jdbc:h2:mem:shop");
    prepare("select * from orders");
    Statement plain = object(Statement.class);
    SQLException failure = new SQLException("x", "23505");
    Runnable round =
        () -> {
          execute(resultSet, null);
          next(true);
          next(false);
          execute(null, failure);
          long token = SondeHook.enter(ProbeId.JDBC_EXECUTE, plain, "update t set a = 1");
          SondeHook.exit(ProbeId.JDBC_EXECUTE, token, plain, "update t set a = 1", null, null);
          long commit = SondeHook.enter(ProbeId.JDBC_TRANSACTION, connection, "COMMIT");
          SondeHook.exit(ProbeId.JDBC_TRANSACTION, commit, connection, "COMMIT", null, null);
        };
    assertThat(allocatedBytes(round, 100_000)).isLessThan(100_000);
  }

  /** Bytes that this thread allocates in a number of rounds, after as many to warm up. */
  private static long allocatedBytes(Runnable round, int rounds) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < rounds; i++) {
      round.run();
    }
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < rounds; i++) {
      round.run();
    }
    return threads.getThreadAllocatedBytes(thread) - before;
  }
}
