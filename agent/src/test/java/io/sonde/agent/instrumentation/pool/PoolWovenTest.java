package io.sonde.agent.instrumentation.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.jdbc.JdbcInstrumentation;
import io.sonde.agent.instrumentation.jdbc.Probes;
import io.sonde.agent.instrumentation.jdbc.WeavingLoader;
import io.sonde.bootstrap.SondeHook;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HikariCP, Commons DBCP and H2, woven with the real rules and advice. */
class PoolWovenTest {

  private static final String WAIT = "db.client.connection.wait_time";
  private static final String USE = "db.client.connection.use_time";
  private static final String CREATE = "db.client.connection.create_time";

  private static final WeavingLoader LOADER =
      new WeavingLoader(
          List.of("org.h2.", "com.zaxxer.", "org.apache.commons.dbcp2."),
          new JdbcInstrumentation(),
          new PoolInstrumentation());

  private final Probes probes = new Probes(new JdbcInstrumentation(), new PoolInstrumentation());

  @AfterEach
  void uninstall() {
    probes.close();
    assertThat(probes.swallowed()).isZero();
  }

  private static DataSource h2() {
    DataSource dataSource = LOADER.make("org.h2.jdbcx.JdbcDataSource", DataSource.class);
    set(dataSource, "setURL", String.class, "jdbc:h2:mem:shop");
    return dataSource;
  }

  private static DataSource hikari(String name, int size) {
    DataSource pool = LOADER.make("com.zaxxer.hikari.HikariDataSource", DataSource.class);
    set(pool, "setDataSource", DataSource.class, h2());
    set(pool, "setPoolName", String.class, name);
    set(pool, "setMaximumPoolSize", int.class, size);
    set(pool, "setConnectionTimeout", long.class, 250L);
    return pool;
  }

  private static DataSource dbcp(String url) {
    DataSource pool = LOADER.make("org.apache.commons.dbcp2.BasicDataSource", DataSource.class);
    set(pool, "setDriverClassName", String.class, "org.h2.Driver");
    set(pool, "setUrl", String.class, url);
    set(pool, "setMaxTotal", int.class, 1_000);
    set(pool, "setMaxIdle", int.class, 1_000);
    return pool;
  }

  private static void set(Object target, String setter, Class<?> type, Object value) {
    try {
      target.getClass().getMethod(setter, type).invoke(target, value);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(setter, e);
    }
  }

  private static void close(DataSource pool) throws Exception {
    ((AutoCloseable) pool).close();
  }

  private double timeouts(String pool) {
    return probes
        .registry()
        .get("db.client.connection.timeouts")
        .tag("db_client_connection_pool_name", pool)
        .counter()
        .count();
  }

  private double gauge(String name, String... tags) {
    Gauge gauge = probes.registry().find(name).tags(tags).gauge();
    return gauge == null ? Double.NaN : gauge.value();
  }

  @Test
  void pool_lendingConnections_countsWaitsAndUsesExactly() throws Exception {
    DataSource pool = hikari("shop", 1);
    for (int i = 0; i < 20; i++) {
      Connection lent = pool.getConnection();
      assertThat(probes.count(USE, "shop")).isEqualTo(i);
      lent.close();
      lent.close();
    }
    assertThat(probes.count(WAIT, "shop")).isEqualTo(20);
    assertThat(probes.count(USE, "shop")).isEqualTo(20);
    assertThat(probes.count(CREATE, "shop")).isEqualTo(1);
    assertThat(probes.count(WAIT, "JdbcDataSource")).isZero();
    assertThat(probes.held("pool_leases")).isZero();
    assertThat(timeouts("shop")).isZero();
    close(pool);
  }

  @Test
  void pool_withoutAFreeConnection_countsTheTimeoutAndItsWait() throws Exception {
    DataSource pool = hikari("small", 1);
    try (Connection lent = pool.getConnection()) {
      assertThat(lent).isNotNull();
      assertThatThrownBy(pool::getConnection)
          .isExactlyInstanceOf(SQLTransientConnectionException.class);
    }
    assertThat(timeouts("small")).isEqualTo(1);
    assertThat(probes.count(WAIT, "small")).isEqualTo(2);
    assertThat(probes.count(USE, "small")).isEqualTo(1);
    double longest =
        probes
            .registry()
            .get(WAIT)
            .tag("db_client_connection_pool_name", "small")
            .timer()
            .max(TimeUnit.MILLISECONDS);
    assertThat(longest).isBetween(250.0, 30_000.0);
    close(pool);
  }

  @Test
  void gauges_ofAPool_showItsNumbersAndGoWithIt() throws Exception {
    DataSource pool = hikari("gauged", 7);
    set(pool, "setMinimumIdle", int.class, 0);
    String label = "db_client_connection_pool_name";
    String state = "db_client_connection_state";
    String count = "db.client.connection.count";
    try (Connection lent = pool.getConnection()) {
      assertThat(lent).isNotNull();
      probes.refresh();
      assertThat(gauge(count, label, "gauged", state, "used")).isEqualTo(1);
      assertThat(gauge(count, label, "gauged", state, "idle")).isZero();
      assertThat(gauge("db.client.connection.max", label, "gauged")).isEqualTo(7);
      assertThat(gauge("db.client.connection.idle_min", label, "gauged")).isZero();
      assertThat(gauge("db.client.connection.pending_requests", label, "gauged")).isZero();
    }
    probes.refresh();
    assertThat(gauge(count, label, "gauged", state, "used")).isZero();
    assertThat(gauge(count, label, "gauged", state, "idle")).isEqualTo(1);
    close(pool);
    probes.refresh();
    assertThat(probes.registry().find(count).gauges()).isEmpty();
  }

  @Test
  void name_ofAClosedPool_isTheNextOnes() throws Exception {
    DataSource first = hikari("again", 1);
    first.getConnection().close();
    DataSource beside = hikari("again", 1);
    beside.getConnection().close();
    close(first);
    DataSource next = hikari("again", 1);
    next.getConnection().close();
    probes.refresh();
    assertThat(probes.count(WAIT, "again")).isEqualTo(2);
    assertThat(probes.count(WAIT, "again-2")).isEqualTo(1);
    assertThat(gauge("db.client.connection.max", "db_client_connection_pool_name", "again"))
        .isEqualTo(1);
    close(beside);
    close(next);
  }

  @Test
  void creation_byPoolsWithOneName_isEachOnesOwn() throws Exception {
    DataSource first = hikari("twin", 1);
    first.getConnection().close();
    DataSource second = hikari("twin", 1);
    second.getConnection().close();
    assertThat(probes.count(CREATE, "twin")).isEqualTo(1);
    assertThat(probes.count(CREATE, "twin-2")).isEqualTo(1);
    close(first);
    close(second);
  }

  @Test
  void creation_byAPoolBehindAPool_isTheWaitOfNobody() throws Exception {
    DataSource inner = hikari("behind", 1);
    DataSource outer = hikari("before", 1);
    set(outer, "setDataSource", DataSource.class, inner);
    outer.getConnection().close();
    assertThat(probes.count(CREATE, "before")).isEqualTo(1);
    assertThat(probes.count(CREATE, "behind")).isEqualTo(1);
    assertThat(probes.count(WAIT, "before")).isEqualTo(1);
    assertThat(probes.count(WAIT, "behind")).isZero();
    close(outer);
    close(inner);
  }

  @Test
  void creation_thatFails_isNotRecorded() throws Exception {
    DataSource pool = dbcp("jdbc:h2:mem:absent;IFEXISTS=TRUE");
    assertThatThrownBy(pool::getConnection).isInstanceOf(SQLException.class);
    probes.refresh();
    assertThat(probes.count(WAIT, "BasicDataSource")).isEqualTo(1);
    assertThat(probes.count(CREATE, "BasicDataSource")).isZero();
    close(pool);
  }

  @Test
  void creation_beforeThePoolIsAsked_isRecordedAfterwardsUpToABound() throws Exception {
    DataSource pool = dbcp("jdbc:h2:mem:early");
    // and one more, by which it tries whether it can
    set(pool, "setInitialSize", int.class, Creations.MAX_PARKED + 1);
    pool.getLogWriter();
    probes.refresh();
    assertThat(probes.registry().find(CREATE).timers()).isEmpty();
    pool.getConnection().close();
    probes.refresh();
    probes.refresh();
    assertThat(probes.count(CREATE, "BasicDataSource")).isEqualTo(Creations.MAX_PARKED);
    assertThat(probes.registry().get("sonde.overflow").tag("metric", "pool_creations").counter())
        .extracting(Counter::count)
        .isEqualTo(2.0);
    close(pool);
  }

  @Test
  void wrapper_aroundAPool_isRecordedUnderThePoolsName() throws Exception {
    DataSource pool = hikari("inner", 1);
    DataSource wrapper =
        (DataSource)
            Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                  throw new AssertionError("a probe called " + method);
                });
    long token = SondeHook.enter(ProbeId.POOL_GET, wrapper);
    Connection lent = pool.getConnection();
    SondeHook.exit(ProbeId.POOL_GET, token, wrapper, null, lent, null);
    lent.close();
    assertThat(probes.count(WAIT, "inner")).isEqualTo(1);
    assertThat(probes.count(USE, "inner")).isEqualTo(1);
    assertThat(probes.registry().find(WAIT).timers()).hasSize(1);
    close(pool);
  }

  @Test
  void dataSource_thatIsNoPool_isNamedAfterItsClass() throws SQLException {
    DataSource first = h2();
    DataSource second = h2();
    first.getConnection().close();
    second.getConnection().close();
    second.getConnection("", "").close();
    assertThat(probes.count(WAIT, "JdbcDataSource")).isEqualTo(1);
    assertThat(probes.count(WAIT, "JdbcDataSource-2")).isEqualTo(2);
    assertThat(probes.count(USE, "JdbcDataSource-2")).isEqualTo(2);
  }

  @Test
  void getConnection_ofAnObjectThatIsNoDataSource_isNotCounted() {
    assertThat(SondeHook.enter(ProbeId.POOL_GET, new Object())).isZero();
    assertThat(probes.registry().getMeters()).isEmpty();
  }
}
