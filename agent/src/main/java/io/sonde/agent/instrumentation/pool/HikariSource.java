package io.sonde.agent.instrumentation.pool;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Reads HikariCP's data source and pool through their public methods, by reflection: the library is
 * the application's, in the application's class loader, and may be of any version from 3 on.
 *
 * <p>The getters return fields; none of them blocks or opens a connection.
 */
final class HikariSource {

  static final String DATA_SOURCE = "com.zaxxer.hikari.HikariDataSource";

  private HikariSource() {}

  /** Whether an object is a {@code HikariDataSource} or of a subclass. */
  static boolean isDataSource(Object object) {
    return dataSourceClass(object) != null;
  }

  /** The pool's name, or null before it has one. */
  static @Nullable String name(Object dataSource) {
    Object name = get(dataSource, dataSourceClass(dataSource), "getPoolName");
    return name instanceof String text && !text.isEmpty() ? text : null;
  }

  /** The name of the pool behind a {@code PoolBase}, or null. */
  static @Nullable String nameOfPool(Object pool) {
    try {
      // the field is declared in a class that is not public and inherited by one that is, which a
      // method handle accepts and reflection does not
      Class<?> poolClass = pool.getClass();
      Class<?> configClass =
          Class.forName("com.zaxxer.hikari.HikariConfig", false, poolClass.getClassLoader());
      MethodHandle config =
          MethodHandles.publicLookup().findGetter(poolClass, "config", configClass);
      Object name = get(config.invoke(pool), configClass, "getPoolName");
      return name instanceof String text && !text.isEmpty() ? text : null;
    } catch (Throwable otherVersion) {
      return null;
    }
  }

  /** Whether an object is a HikariCP data source that was closed. */
  static boolean isClosed(Object dataSource) {
    return Boolean.TRUE.equals(get(dataSource, dataSourceClass(dataSource), "isClosed"));
  }

  /** The pool's numbers, or null before it has been started. */
  static @Nullable PoolSnapshot read(Object dataSource) {
    Class<?> type = dataSourceClass(dataSource);
    Method getter = method(type, "getHikariPoolMXBean");
    Object pool = get(dataSource, type, "getHikariPoolMXBean");
    if (pool == null || getter == null) {
      return null;
    }
    Class<?> bean = getter.getReturnType();
    return new PoolSnapshot(
        number(get(pool, bean, "getActiveConnections")),
        number(get(pool, bean, "getIdleConnections")),
        number(get(pool, bean, "getThreadsAwaitingConnection")),
        number(get(dataSource, type, "getMaximumPoolSize")),
        number(get(dataSource, type, "getMinimumIdle")));
  }

  private static double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private static @Nullable Class<?> dataSourceClass(Object object) {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().equals(DATA_SOURCE)) {
        return type;
      }
    }
    return null;
  }

  private static @Nullable Method method(@Nullable Class<?> type, String name) {
    try {
      return type == null ? null : type.getMethod(name);
    } catch (NoSuchMethodException | SecurityException otherVersion) {
      return null;
    }
  }

  private static @Nullable Object get(
      @Nullable Object target, @Nullable Class<?> type, String getter) {
    Method method = method(type, getter);
    if (method == null || target == null) {
      return null;
    }
    try {
      return method.invoke(target);
    } catch (IllegalAccessException | InvocationTargetException | RuntimeException failed) {
      return null;
    }
  }
}
