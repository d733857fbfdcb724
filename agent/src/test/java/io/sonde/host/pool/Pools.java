package io.sonde.host.pool;

import com.alibaba.druid.pool.DruidDataSource;
import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.h2.jdbcx.JdbcConnectionPool;
import org.vibur.dbcp.ViburDBCPDataSource;

/** The pools, each with at most two connections and a time-out of a second. */
enum Pools {
  HIKARI("com.zaxxer.hikari.HikariDataSource", "hikari") {
    @Override
    DataSource open() {
      HikariConfig config = new HikariConfig();
      config.setPoolName(label());
      config.setJdbcUrl(url());
      config.setUsername("sa");
      config.setMaximumPoolSize(PoolProgram.SIZE);
      config.setConnectionTimeout(PoolProgram.TIMEOUT_SECONDS * 1_000L);
      return new HikariDataSource(config);
    }

    @Override
    void close(DataSource dataSource) {
      ((HikariDataSource) dataSource).close();
    }
  },

  TOMCAT_JDBC("org.apache.tomcat.jdbc.pool.DataSource", "tomcat-jdbc") {
    @Override
    DataSource open() {
      PoolProperties properties = new PoolProperties();
      properties.setName(label());
      properties.setDriverClassName("org.h2.Driver");
      properties.setUrl(url());
      properties.setUsername("sa");
      // opened by the pool's constructor
      properties.setInitialSize(1);
      properties.setMinIdle(0);
      properties.setMaxActive(PoolProgram.SIZE);
      properties.setMaxWait(PoolProgram.TIMEOUT_SECONDS * 1_000);
      return new org.apache.tomcat.jdbc.pool.DataSource(properties);
    }

    @Override
    void close(DataSource dataSource) {
      ((org.apache.tomcat.jdbc.pool.DataSource) dataSource).close();
    }
  },

  DBCP2("org.apache.commons.dbcp2.BasicDataSource", "BasicDataSource") {
    @Override
    @SuppressWarnings("deprecation") // the oldest version has no other
    DataSource open() {
      org.apache.commons.dbcp2.BasicDataSource pool =
          new org.apache.commons.dbcp2.BasicDataSource();
      pool.setUrl(url());
      pool.setUsername("sa");
      pool.setMaxTotal(PoolProgram.SIZE);
      pool.setMaxWaitMillis(PoolProgram.TIMEOUT_SECONDS * 1_000L);
      return pool;
    }

    @Override
    void close(DataSource dataSource) throws SQLException {
      ((org.apache.commons.dbcp2.BasicDataSource) dataSource).close();
    }
  },

  TOMCAT_DBCP2("org.apache.tomcat.dbcp.dbcp2.BasicDataSource", "BasicDataSource-2") {
    @Override
    @SuppressWarnings("deprecation") // the oldest version has no other
    DataSource open() {
      org.apache.tomcat.dbcp.dbcp2.BasicDataSource pool =
          new org.apache.tomcat.dbcp.dbcp2.BasicDataSource();
      pool.setUrl(url());
      pool.setUsername("sa");
      pool.setMaxTotal(PoolProgram.SIZE);
      pool.setMaxWaitMillis(PoolProgram.TIMEOUT_SECONDS * 1_000L);
      return pool;
    }

    @Override
    void close(DataSource dataSource) throws SQLException {
      ((org.apache.tomcat.dbcp.dbcp2.BasicDataSource) dataSource).close();
    }
  },

  C3P0("com.mchange.v2.c3p0.ComboPooledDataSource", "c3p0") {
    @Override
    DataSource open() throws Exception {
      ComboPooledDataSource pool = new ComboPooledDataSource();
      pool.setDataSourceName(label());
      pool.setDriverClass("org.h2.Driver");
      pool.setJdbcUrl(url());
      pool.setUser("sa");
      pool.setMinPoolSize(1);
      pool.setInitialPoolSize(1);
      pool.setMaxPoolSize(PoolProgram.SIZE);
      pool.setCheckoutTimeout(PoolProgram.TIMEOUT_SECONDS * 1_000);
      return pool;
    }

    @Override
    void close(DataSource dataSource) {
      ((ComboPooledDataSource) dataSource).close();
    }
  },

  DRUID("com.alibaba.druid.pool.DruidDataSource", "druid") {
    @Override
    DataSource open() {
      DruidDataSource pool = new DruidDataSource();
      pool.setName(label());
      pool.setUrl(url());
      pool.setUsername("sa");
      pool.setMaxActive(PoolProgram.SIZE);
      pool.setMaxWait(PoolProgram.TIMEOUT_SECONDS * 1_000L);
      pool.setTestWhileIdle(false);
      return pool;
    }

    @Override
    void close(DataSource dataSource) {
      ((DruidDataSource) dataSource).close();
    }
  },

  VIBUR("org.vibur.dbcp.ViburDBCPDataSource", "vibur") {
    @Override
    DataSource open() {
      ViburDBCPDataSource pool = new ViburDBCPDataSource();
      pool.setName(label());
      pool.setJdbcUrl(url());
      pool.setUsername("sa");
      pool.setPassword("");
      pool.setPoolInitialSize(1);
      pool.setPoolMaxSize(PoolProgram.SIZE);
      pool.setConnectionTimeoutInMs(PoolProgram.TIMEOUT_SECONDS * 1_000L);
      pool.start();
      return pool;
    }

    @Override
    void close(DataSource dataSource) {
      ((ViburDBCPDataSource) dataSource).terminate();
    }
  },

  AGROAL("io.agroal.pool.DataSource", "DataSource") {
    @Override
    DataSource open() throws SQLException {
      AgroalDataSourceConfigurationSupplier configuration =
          new AgroalDataSourceConfigurationSupplier()
              .metricsEnabled()
              .connectionPoolConfiguration(
                  pool ->
                      // opened by the pool's thread, maybe before anybody asks
                      pool.initialSize(1)
                          .maxSize(PoolProgram.SIZE)
                          .acquisitionTimeout(Duration.ofSeconds(PoolProgram.TIMEOUT_SECONDS))
                          .connectionFactoryConfiguration(
                              factory ->
                                  factory.jdbcUrl(url()).principal(new NamePrincipal("sa"))));
      return AgroalDataSource.from(configuration);
    }

    @Override
    void close(DataSource dataSource) {
      ((AgroalDataSource) dataSource).close();
    }
  },

  UCP("oracle.ucp.jdbc.PoolDataSourceImpl", "ucp") {
    @Override
    DataSource open() throws ReflectiveOperationException {
      // by reflection: annotations of its classes have types that are in another jar, and javac
      // warns
      Object pool =
          Class.forName("oracle.ucp.jdbc.PoolDataSourceFactory")
              .getMethod("getPoolDataSource")
              .invoke(null);
      set(pool, "setConnectionPoolName", String.class, label());
      set(pool, "setConnectionFactoryClassName", String.class, "org.h2.Driver");
      set(pool, "setURL", String.class, url());
      set(pool, "setUser", String.class, "sa");
      set(pool, "setPassword", String.class, "");
      // opened at once: while it grows, UCP 19.3 can lose a connection that is given back, with an
      // agent or without (in 3 of 40 fresh JVMs), and then has one too few for good
      set(pool, "setInitialPoolSize", int.class, PoolProgram.SIZE);
      set(pool, "setMinPoolSize", int.class, PoolProgram.SIZE);
      set(pool, "setMaxPoolSize", int.class, PoolProgram.SIZE);
      set(pool, "setConnectionWaitTimeout", int.class, PoolProgram.TIMEOUT_SECONDS);
      return (DataSource) pool;
    }

    private void set(Object pool, String setter, Class<?> type, Object value)
        throws ReflectiveOperationException {
      pool.getClass().getMethod(setter, type).invoke(pool, value);
    }

    @Override
    void close(DataSource dataSource) {
      // the pool lives as long as the class loader
    }
  },

  H2("org.h2.jdbcx.JdbcConnectionPool", "JdbcConnectionPool") {
    @Override
    DataSource open() {
      JdbcConnectionPool pool = JdbcConnectionPool.create(url(), "sa", "");
      pool.setMaxConnections(PoolProgram.SIZE);
      pool.setLoginTimeout(PoolProgram.TIMEOUT_SECONDS);
      return pool;
    }

    @Override
    void close(DataSource dataSource) {
      ((JdbcConnectionPool) dataSource).dispose();
    }
  };

  private final String dataSourceClass;
  private final String label;

  Pools(String dataSourceClass, String label) {
    this.dataSourceClass = dataSourceClass;
    this.label = label;
  }

  abstract DataSource open() throws Exception;

  abstract void close(DataSource dataSource) throws Exception;

  /** The name under which the pool is recorded. */
  String label() {
    return label;
  }

  /** Whether the library is on the class path. */
  boolean isPresent() {
    try {
      Class.forName(dataSourceClass, false, Pools.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  String url() {
    return Sessions.url(name());
  }
}
