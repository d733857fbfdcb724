package io.sonde.agent.instrumentation.pool;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Finds the name of HikariCP's pool from the inside, where there is no data source, by reflection:
 * the library is the application's and may be of any version from 3 on.
 */
final class HikariSource {

  private HikariSource() {}

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
