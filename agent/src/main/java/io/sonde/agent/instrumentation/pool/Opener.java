package io.sonde.agent.instrumentation.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kind of object whose method opens the connections of a pool, and the way from it to the
 * object by which the pool's data source is told, see {@link PoolSource#isOpenedBy}.
 *
 * @param type the class that declares the method
 * @param key a path as those of {@link PoolSource}; empty if it is the object itself
 * @param isShared whether it opens connections for others as well
 */
record Opener(String type, String key, boolean isShared) {

  static final String HIKARI = "com.zaxxer.hikari.pool.PoolBase";
  static final String TOMCAT_JDBC = "org.apache.tomcat.jdbc.pool.PooledConnection";
  static final String DBCP2 = "org.apache.commons.dbcp2.PoolableConnectionFactory";
  static final String TOMCAT_DBCP2 = "org.apache.tomcat.dbcp.dbcp2.PoolableConnectionFactory";
  static final String C3P0 = "com.mchange.v2.c3p0.WrapperConnectionPoolDataSource";
  static final String DRUID = "com.alibaba.druid.pool.DruidAbstractDataSource";
  static final String AGROAL = "io.agroal.pool.ConnectionFactory";
  static final String VIBUR = "org.vibur.dbcp.pool.ConnectionFactory";
  static final String UCP = "oracle.ucp.common.Database";
  static final String H2 = "org.h2.jdbcx.JdbcDataSource";

  private static final List<Opener> KNOWN =
      List.of(
          new Opener(HIKARI, "#config", false),
          new Opener(TOMCAT_JDBC, "#parent", false),
          new Opener(DBCP2, "", false),
          new Opener(TOMCAT_DBCP2, "", false),
          new Opener(C3P0, "", false),
          new Opener(DRUID, "", false),
          new Opener(AGROAL, "", false),
          new Opener(VIBUR, "#config", false),
          new Opener(UCP, "getConnectionFactoryAdapter", false),
          new Opener(H2, "", true));

  /** The kind that objects of this class are, or null. */
  static @Nullable Opener of(Class<?> opener) {
    for (Class<?> type = opener; type != null; type = type.getSuperclass()) {
      for (int i = 0; i < KNOWN.size(); i++) {
        if (KNOWN.get(i).type.equals(type.getName())) {
          return KNOWN.get(i);
        }
      }
    }
    return null;
  }

  /** The data source, or what tells it; null if this version has no such path. */
  @Nullable Object keyOf(Object self) {
    if (key.isEmpty()) {
      return self;
    }
    return type.equals(HIKARI) ? HikariSource.configOf(self) : PoolSource.read(key, self);
  }
}
