package io.sonde.agent.instrumentation.pool;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kind of pool: the class of its data source, and where its name and numbers stand.
 *
 * <p>A place is a path from the data source: names of methods without arguments, and of fields
 * after a {@code #}, joined by dots; empty if the pool has no such number. They are read by
 * reflection, because the library is the application's and may be of any version. The methods
 * return fields or counts; once there is a pool, none of them opens a connection or waits for one.
 * Where a getter takes a lock that its library holds while it connects to a database that may be
 * down (Commons DBCP, Druid), the field is read instead: {@code closed} is asked by threads of the
 * application, and may be asked about a data source that is not theirs.
 *
 * @param dataSource the class of the data source
 * @param name the pool's own name
 * @param invented what a name contains that the pool made up itself, with a number of this run in
 *     it; such a name is not used
 * @param closed whether the pool is closed: true, or null somewhere on the path
 * @param pool what is null while there is no pool behind the data source; reading would start one
 * @param used connections that are lent
 * @param idle connections that are not
 * @param pending callers that wait for one
 * @param max how many connections the pool may have
 * @param idleMin how many idle ones it tries to keep
 * @param opener what opens its connections, see {@link Opener}; two paths with a bar between them
 *     where versions differ; empty if nothing is known that does, or if it is the data source
 */
record PoolSource(
    String dataSource,
    String name,
    String invented,
    String closed,
    String pool,
    String used,
    String idle,
    String pending,
    String max,
    String idleMin,
    String opener) {

  private static final Object NOT_THERE = new Object();

  private static final PoolSource HIKARI =
      new PoolSource(
          "com.zaxxer.hikari.HikariDataSource",
          "getPoolName",
          "",
          "isClosed",
          "getHikariPoolMXBean",
          "getHikariPoolMXBean.getActiveConnections",
          "getHikariPoolMXBean.getIdleConnections",
          "getHikariPoolMXBean.getThreadsAwaitingConnection",
          "getMaximumPoolSize",
          "getMinimumIdle",
          "");

  private static final PoolSource TOMCAT_JDBC =
      new PoolSource(
          "org.apache.tomcat.jdbc.pool.DataSourceProxy",
          "getName",
          "Tomcat Connection Pool[",
          "#pool.isClosed",
          // the field, because the getter of newer versions makes a pool if there is none
          "#pool",
          "#pool.getActive",
          "#pool.getIdle",
          "#pool.getWaitCount",
          "getMaxActive",
          "getMinIdle",
          "#pool");

  private static final PoolSource C3P0 =
      new PoolSource(
          "com.mchange.v2.c3p0.impl.AbstractPoolBackedDataSource",
          "getDataSourceName",
          "|",
          "#is_closed",
          // without it, every getter would start the pool
          "#poolManager",
          "getNumBusyConnectionsDefaultUser",
          "getNumIdleConnectionsDefaultUser",
          "getNumThreadsAwaitingCheckoutDefaultUser",
          "getMaxPoolSize",
          "getMinPoolSize",
          "#connectionPoolDataSource");

  private static final PoolSource DRUID =
      new PoolSource(
          "com.alibaba.druid.pool.DruidDataSource",
          "getName",
          "DataSource-",
          "isClosed",
          "",
          "#activeCount",
          "#poolingCount",
          "#notEmptyWaitThreadCount",
          "getMaxActive",
          "getMinIdle",
          "");

  private static final PoolSource VIBUR =
      new PoolSource(
          "org.vibur.dbcp.ViburDBCPDataSource",
          "getName",
          "",
          "getPool.isTerminated",
          "getPool",
          "getPool.taken",
          "getPool.remainingCreated",
          "",
          "getPoolMaxSize",
          "getPoolInitialSize",
          "");

  private static final PoolSource AGROAL =
      new PoolSource(
          "io.agroal.pool.DataSource",
          "",
          "",
          "#connectionPool.#housekeepingExecutor.isShutdown",
          "#connectionPool",
          // it counts only if its metrics are switched on; then they know the pool
          "getMetrics.#connectionPool.activeCount",
          "getMetrics.#connectionPool.availableCount",
          "#connectionPool.awaitingCount",
          "#connectionPool.getConfiguration.maxSize",
          "#connectionPool.getConfiguration.minSize",
          "#connectionPool.#connectionFactory");

  private static final PoolSource UCP =
      new PoolSource(
          "oracle.ucp.jdbc.PoolDataSourceImpl",
          "getConnectionPoolName",
          "oracle.ucp.",
          "",
          "",
          "getBorrowedConnectionsCount",
          "getAvailableConnectionsCount",
          "getStatistics.getPendingRequestsCount",
          "getMaxPoolSize",
          "getMinPoolSize",
          "#connectionPool.getConnectionFactoryAdapter|#m_cp.getConnectionFactoryAdapter");

  private static final PoolSource H2 =
      new PoolSource(
          "org.h2.jdbcx.JdbcConnectionPool",
          "",
          "",
          "#isDisposed.get",
          "",
          "getActiveConnections",
          "#recycledConnections.size",
          "",
          "getMaxConnections",
          "",
          "#dataSource");

  private static final PoolSource IRON_JACAMAR =
      new PoolSource(
          "org.jboss.jca.adapters.jdbc.WrapperDataSource", "", "", "", "", "", "", "", "", "", "");

  private static final List<PoolSource> KNOWN =
      List.of(
          HIKARI,
          TOMCAT_JDBC,
          basicDataSource("org.apache.commons.dbcp2"),
          basicDataSource("org.apache.tomcat.dbcp.dbcp2"),
          poolingDataSource("org.apache.commons.dbcp2"),
          poolingDataSource("org.apache.tomcat.dbcp.dbcp2"),
          C3P0,
          DRUID,
          VIBUR,
          AGROAL,
          UCP,
          H2,
          IRON_JACAMAR);

  /** The kind of pool that a data source of this class is, or null. */
  static @Nullable PoolSource of(Class<?> dataSource) {
    for (Class<?> type = dataSource; type != null; type = type.getSuperclass()) {
      for (int i = 0; i < KNOWN.size(); i++) {
        if (KNOWN.get(i).dataSource.equals(type.getName())) {
          return KNOWN.get(i);
        }
      }
    }
    return null;
  }

  /** Whether an object is the data source of a known pool, and closed. */
  static boolean isClosed(Object dataSource) {
    PoolSource source = of(dataSource.getClass());
    return source != null && source.hasClosed(dataSource);
  }

  /** Whether the pool has the name that it will keep, if it has one at all. */
  boolean isNamed(Object target) {
    return at(name, target) != null;
  }

  /** The pool's own name, or null if it has none yet, or one that it made up. */
  @Nullable String nameOf(Object target) {
    Object value = at(name, target);
    if (!(value instanceof String text) || text.isEmpty()) {
      return null;
    }
    return !invented.isEmpty() && text.contains(invented) ? null : text;
  }

  /** Whether the pool is closed. */
  boolean hasClosed(Object target) {
    Object value = at(closed, target);
    return value == null || Boolean.TRUE.equals(value);
  }

  /** The pool's numbers, or null while there is no pool behind the data source. */
  @Nullable PoolSnapshot read(Object target) {
    if (at(pool, target) == null) {
      return null;
    }
    return new PoolSnapshot(
        number(used, target),
        number(idle, target),
        number(pending, target),
        number(max, target),
        number(idleMin, target));
  }

  /** Whether it is this object that opens the pool's connections. */
  boolean isOpenedBy(Object target, Object by) {
    int bar = opener.indexOf('|');
    if (bar < 0) {
      return !opener.isEmpty() && at(opener, target) == by;
    }
    return at(opener.substring(0, bar), target) == by
        || at(opener.substring(bar + 1), target) == by;
  }

  /** What stands at the end of a path from any object, or null. */
  static @Nullable Object read(String path, Object from) {
    Object value = at(path, from);
    return value == NOT_THERE ? null : value;
  }

  private static PoolSource basicDataSource(String inPackage) {
    return new PoolSource(
        inPackage + ".BasicDataSource",
        "",
        "",
        "#closed",
        "getConnectionPool",
        "getConnectionPool.getNumActive",
        "getConnectionPool.getNumIdle",
        "getConnectionPool.getNumWaiters",
        "getConnectionPool.getMaxTotal",
        "getConnectionPool.getMinIdle",
        "getConnectionPool.getFactory");
  }

  private static PoolSource poolingDataSource(String inPackage) {
    return new PoolSource(
        inPackage + ".PoolingDataSource",
        "",
        "",
        "getPool.isClosed",
        "getPool",
        "getPool.getNumActive",
        "getPool.getNumIdle",
        "getPool.getNumWaiters",
        "getPool.getMaxTotal",
        "getPool.getMinIdle",
        "getPool.getFactory");
  }

  private static double number(String path, Object target) {
    return at(path, target) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /** What stands at the end of a path; {@link #NOT_THERE} if this version has no such path. */
  private static @Nullable Object at(String path, Object target) {
    if (path.isEmpty()) {
      return NOT_THERE;
    }
    Object value = target;
    int from = 0;
    while (from <= path.length() && value != null && value != NOT_THERE) {
      int dot = path.indexOf('.', from);
      int to = dot < 0 ? path.length() : dot;
      value = step(path.substring(from, to), value);
      from = to + 1;
    }
    return value;
  }

  private static @Nullable Object step(String name, Object target) {
    try {
      if (name.startsWith("#")) {
        Field field = field(target.getClass(), name.substring(1));
        return field == null ? NOT_THERE : field.get(target);
      }
      Method method = method(target.getClass(), name);
      return method == null ? NOT_THERE : method.invoke(target);
    } catch (IllegalAccessException
        | InvocationTargetException
        | RuntimeException
        | LinkageError failed) {
      // a class that a signature names may be absent
      return NOT_THERE;
    }
  }

  private static @Nullable Field field(Class<?> of, String name) {
    for (Class<?> type = of; type != null; type = type.getSuperclass()) {
      try {
        Field field = type.getDeclaredField(name);
        return field.trySetAccessible() ? field : null;
      } catch (NoSuchFieldException inherited) {
        // look further up
      }
    }
    return null;
  }

  /** The method where it may be called: the class may be hidden behind a public supertype. */
  private static @Nullable Method method(Class<?> of, String name) {
    for (Class<?> type = of; type != null; type = type.getSuperclass()) {
      try {
        Method method = type.getDeclaredMethod(name);
        if (method.trySetAccessible()) {
          return method;
        }
      } catch (NoSuchMethodException inherited) {
        // look further up
      }
    }
    try {
      Method method = of.getMethod(name);
      return method.trySetAccessible() ? method : null;
    } catch (NoSuchMethodException absent) {
      return null;
    }
  }
}
