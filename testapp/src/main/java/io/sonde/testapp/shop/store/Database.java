package io.sonde.testapp.shop.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sonde.testapp.shop.truth.Truth;
import java.sql.Connection;
import java.sql.SQLException;

/** A named connection pool whose acquisitions and transactions are counted. */
public final class Database implements AutoCloseable {

  private final HikariDataSource pool;
  private final String poolName;
  private final Truth truth;

  private Database(HikariDataSource pool, String poolName, Truth truth) {
    this.pool = pool;
    this.poolName = poolName;
    this.truth = truth;
  }

  /**
   * Opens a pool of a fixed size.
   *
   * @param timeoutMillis how long {@link #connection()} waits before it fails
   */
  public static Database open(
      DatabaseConfig config, String poolName, int size, long timeoutMillis, Truth truth) {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName(poolName);
    hikari.setJdbcUrl(config.url());
    hikari.setUsername(config.user());
    hikari.setPassword(config.password());
    hikari.setMaximumPoolSize(size);
    hikari.setConnectionTimeout(timeoutMillis);
    if (config.vendor() == DatabaseConfig.Vendor.POSTGRES) {
      hikari.addDataSourceProperty("currentSchema", Schema.NAME);
    }
    return new Database(new HikariDataSource(hikari), poolName, truth);
  }

  /** Takes a connection; closing it gives it back. */
  public Connection connection() throws SQLException {
    return truth.connection(poolName, pool::getConnection);
  }

  /** Runs {@code work} in one transaction: commits when it returns, rolls back when it throws. */
  public <T> T inTransaction(Work<T> work) throws SQLException {
    try (Connection connection = connection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.run(connection);
        truth.commit(connection);
        return result;
      } catch (SQLException | RuntimeException e) {
        truth.rollback(connection);
        throw e;
      }
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  /** What is done with a connection. */
  @FunctionalInterface
  public interface Work<T> {
    T run(Connection connection) throws SQLException;
  }
}
