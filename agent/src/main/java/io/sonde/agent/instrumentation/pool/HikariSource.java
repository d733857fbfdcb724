package io.sonde.agent.instrumentation.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Finds the name of HikariCP's pool from the inside, where there is no data source: the library is
 * the application's and may be of any version from 3 on.
 */
final class HikariSource {

  private HikariSource() {}

  /** The name of the pool behind a {@code PoolBase}, or null. */
  static @Nullable String nameOfPool(Object pool) {
    try {
      // the field is declared in a class that is not public and inherited by one that is, which a
      // method handle accepts and reflection does not
      Class<?> type = pool.getClass();
      Class<?> configType =
          Class.forName("com.zaxxer.hikari.HikariConfig", false, type.getClassLoader());
      Lookup lookup = MethodHandles.publicLookup();
      Object config = lookup.findGetter(type, "config", configType).invoke(pool);
      MethodType toText = MethodType.methodType(String.class);
      Object name = lookup.findVirtual(configType, "getPoolName", toText).invoke(config);
      return name instanceof String text && !text.isEmpty() ? text : null;
    } catch (Throwable otherVersion) {
      return null;
    }
  }
}
