package io.sonde.agent.instrumentation.pool;

import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;

/**
 * Which exceptions of {@code getConnection} mean that the caller waited in vain.
 *
 * <p>The JDK's two types, which HikariCP and others throw, and the types of pools that have their
 * own. Pools that throw a bare {@code SQLException} (Commons DBCP, c3p0) cannot be told from other
 * failures without reading the message, which is never done.
 */
final class Timeouts {

  private Timeouts() {}

  static boolean isTimeout(Throwable thrown) {
    if (thrown instanceof SQLTransientConnectionException
        || thrown instanceof SQLTimeoutException) {
      return true;
    }
    return switch (thrown.getClass().getName()) {
      case "org.apache.tomcat.jdbc.pool.PoolExhaustedException",
          "com.alibaba.druid.pool.GetConnectionTimeoutException" ->
          true;
      default -> false;
    };
  }
}
