package io.sonde.agent.instrumentation.pool;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Which exceptions of {@code getConnection} mean that the caller waited in vain.
 *
 * <p>The JDK's two types, which HikariCP, Vibur and others throw, the types of pools that have
 * their own, and bare {@code SQLException}s by the type of their cause. Agroal's cannot be told
 * from other failures without reading the message, which is never done.
 */
final class Timeouts {

  /** UCP's number for "no connection became free in time". */
  private static final int UCP_NO_CONNECTION = 29;

  /** What H2's own pool throws, and nothing else in H2. */
  private static final int H2_LOGIN_TIMEOUT = 8_001;

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
      case "java.sql.SQLException" ->
          isTimeout(((SQLException) thrown).getErrorCode(), thrown.getCause());
      default -> false;
    };
  }

  private static boolean isTimeout(int errorCode, @Nullable Throwable cause) {
    if (cause == null) {
      return errorCode == H2_LOGIN_TIMEOUT;
    }
    if (cause instanceof NoSuchElementException) {
      // Commons DBCP: its pool of objects has none left
      return true;
    }
    return switch (cause.getClass().getName()) {
      case "com.mchange.v2.resourcepool.TimeoutException" -> true;
      case "oracle.ucp.UniversalConnectionPoolException" -> errorCode == UCP_NO_CONNECTION;
      default -> false;
    };
  }
}
