package io.sonde.agent.instrumentation.pool;

import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The data sources that were asked for a connection, each with a number by which a nested call can
 * name its data source to the call around it.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code byNumber[i]}</td><td>volatile</td><td>compare-and-set</td><td>none</td></tr>
 * <tr><td>{@code Source.handle}</td><td>volatile</td><td>volatile; a race finds the same
 * handle</td><td>none</td></tr>
 * </table>
 */
final class DataSources {

  /** In {@code CallState.GET_CONNECTION}: the pool itself opens a connection. */
  static final long CREATING = -1L;

  private static final int MAX_SOURCES = 512;

  /**
   * Data sources that stand between a pool and a driver and are called on the pool's threads: what
   * they take is no caller's wait.
   */
  private static final String[] INNER = {
    "com.zaxxer.hikari.util.DriverDataSource", "com.mchange.v2.c3p0.DriverManagerDataSource"
  };

  /** Classes of pools; a wrapper around one is recorded under the pool's name. */
  private static final String[] POOLS = {
    HikariSource.DATA_SOURCE,
    "org.apache.commons.dbcp2.BasicDataSource",
    "org.apache.commons.dbcp2.PoolingDataSource",
    "org.apache.tomcat.dbcp.dbcp2.BasicDataSource",
    "org.apache.tomcat.jdbc.pool.DataSourceProxy",
    "com.mchange.v2.c3p0.impl.AbstractPoolBackedDataSource",
    "com.alibaba.druid.pool.DruidDataSource",
    "oracle.ucp.jdbc.PoolDataSourceImpl",
    "io.agroal.pool.DataSource",
    "org.vibur.dbcp.ViburDBCPDataSource",
    "org.h2.jdbcx.JdbcConnectionPool",
    "org.jboss.jca.adapters.jdbc.WrapperDataSource"
  };

  private final WeakIdentityTable<Source> sources;
  private final PoolNames names;
  private final AtomicReferenceArray<@Nullable Source> byNumber =
      new AtomicReferenceArray<>(MAX_SOURCES + 1);

  DataSources(WeakIdentityTable<Source> sources, PoolNames names) {
    this.sources = sources;
    this.names = names;
  }

  /** What is known of a data source; made on its first call. */
  Source of(Object dataSource) {
    Source known = sources.get(dataSource);
    return known != null ? known : add(dataSource);
  }

  /** The data source with a number, or null. */
  @Nullable Source numbered(long number) {
    return number > 0 && number <= MAX_SOURCES ? byNumber.get((int) number) : null;
  }

  /** The HikariCP data sources that are known. */
  List<Source> hikari() {
    List<Source> found = new ArrayList<>();
    for (int i = 1; i <= MAX_SOURCES; i++) {
      Source source = byNumber.get(i);
      if (source != null && source.kind == Kind.HIKARI) {
        found.add(source);
      }
    }
    return found;
  }

  /** The handle under which a data source is recorded, kept once its pool has a name. */
  PoolHandle handle(Source source, Object dataSource) {
    PoolHandle known = source.handle;
    if (known != null) {
      return known;
    }
    String own = source.kind == Kind.HIKARI ? HikariSource.name(dataSource) : null;
    String name = own != null ? own : simpleName(dataSource.getClass().getName());
    PoolHandle claimed = names.claim(name, dataSource);
    if (own != null || source.kind != Kind.HIKARI) {
      source.handle = claimed;
    }
    return claimed;
  }

  private Source add(Object dataSource) {
    Kind kind = kind(dataSource.getClass());
    Source added = new Source(0, kind, dataSource);
    if (kind != Kind.INNER) {
      for (int i = 1; i <= MAX_SOURCES; i++) {
        Source old = byNumber.get(i);
        if (old == null || old.reference.refersTo(null)) {
          Source numbered = new Source(i, kind, dataSource);
          if (byNumber.compareAndSet(i, old, numbered)) {
            added = numbered;
            break;
          }
        }
      }
    }
    sources.add(dataSource, added);
    return added;
  }

  private static String simpleName(String className) {
    String name = className.substring(className.lastIndexOf('.') + 1);
    int generated = name.indexOf("$$");
    return generated > 0 ? name.substring(0, generated) : name;
  }

  private static Kind kind(Class<?> type) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      String name = c.getName();
      for (int i = 0; i < INNER.length; i++) {
        if (INNER[i].equals(name)) {
          return Kind.INNER;
        }
      }
      for (int i = 0; i < POOLS.length; i++) {
        if (POOLS[i].equals(name)) {
          return i == 0 ? Kind.HIKARI : Kind.POOL;
        }
      }
    }
    return Kind.OTHER;
  }

  /** What a data source is. */
  enum Kind {
    /** Called by a pool; not recorded. */
    INNER,
    /** A pool whose numbers can be read. */
    HIKARI,
    /** Another pool. */
    POOL,
    /** A driver's own data source, or a wrapper around a pool. */
    OTHER
  }

  /** A data source that was seen; it does not keep the object alive. */
  static final class Source {

    final int number;
    final Kind kind;
    final WeakReference<Object> reference;
    private volatile @Nullable PoolHandle handle;

    Source(int number, Kind kind, Object dataSource) {
      this.number = number;
      this.kind = kind;
      this.reference = new WeakReference<>(dataSource);
    }

    /** The handle, or null before the first call has returned. */
    @Nullable PoolHandle handle() {
      return handle;
    }

    boolean pool() {
      return kind == Kind.HIKARI || kind == Kind.POOL;
    }
  }
}
