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

  private static final int MAX_SOURCES = 512;

  /** Most applications have no more, and these are found without the side table. */
  private static final int FIRST_SOURCES = 4;

  /**
   * Data sources that stand between a pool and a driver and are called on the pool's threads: what
   * they take is no caller's wait.
   */
  private static final String[] INNER = {
    "com.zaxxer.hikari.util.DriverDataSource", "com.mchange.v2.c3p0.DriverManagerDataSource"
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
    for (int i = 1; i <= FIRST_SOURCES; i++) {
      Source first = byNumber.get(i);
      if (first != null && first.reference.refersTo(dataSource)) {
        return first;
      }
    }
    Source known = sources.get(dataSource);
    return known != null ? known : add(dataSource);
  }

  /** The data source with a number, or null. */
  @Nullable Source numbered(long number) {
    return number > 0 && number <= MAX_SOURCES ? byNumber.get((int) number) : null;
  }

  /** The data sources of pools that are known. */
  List<Source> pools() {
    List<Source> found = new ArrayList<>();
    for (int i = 1; i <= MAX_SOURCES; i++) {
      Source source = byNumber.get(i);
      if (source != null && source.pool != null) {
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
    String own = source.pool == null ? null : source.pool.nameOf(dataSource);
    String name = own != null ? own : simpleName(dataSource.getClass().getName());
    PoolHandle claimed = names.claim(name, dataSource);
    if (source.pool == null || source.pool.isNamed(dataSource)) {
      source.handle = claimed;
    }
    return claimed;
  }

  private Source add(Object dataSource) {
    Source added = new Source(0, dataSource);
    if (!added.inner) {
      for (int i = 1; i <= MAX_SOURCES; i++) {
        Source old = byNumber.get(i);
        if (old == null || old.reference.refersTo(null)) {
          Source numbered = new Source(i, dataSource);
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

  private static boolean isInner(Class<?> type) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      for (int i = 0; i < INNER.length; i++) {
        if (INNER[i].equals(c.getName())) {
          return true;
        }
      }
    }
    return false;
  }

  /** A data source that was seen; it does not keep the object alive. */
  static final class Source {

    final int number;

    /** Whether it is called by a pool; it is not recorded. */
    final boolean inner;

    /** What pool it is; null for a driver's own data source, or a wrapper around a pool. */
    final @Nullable PoolSource pool;

    final WeakReference<Object> reference;
    private volatile @Nullable PoolHandle handle;

    Source(int number, Object dataSource) {
      this.number = number;
      this.inner = isInner(dataSource.getClass());
      this.pool = inner ? null : PoolSource.of(dataSource.getClass());
      this.reference = new WeakReference<>(dataSource);
    }

    /** The handle, or null before the first call has returned. */
    @Nullable PoolHandle handle() {
      return handle;
    }

    boolean pool() {
      return pool != null;
    }
  }
}
