package io.sonde.agent.instrumentation.pool;

import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Finds HikariCP's data source from the inside of its pool, which has it for its configuration: the
 * library is the application's and may be of any version from 3 on.
 */
final class HikariSource {

  private HikariSource() {}

  /** The configuration of a {@code PoolBase}, which is the data source, or null. */
  static @Nullable Object configOf(Object pool) {
    try {
      // the field is declared in a class that is not public and inherited by one that is, which a
      // method handle accepts and reflection does not
      Class<?> type = pool.getClass();
      Class<?> configType =
          Class.forName("com.zaxxer.hikari.HikariConfig", false, type.getClassLoader());
      return MethodHandles.publicLookup().findGetter(type, "config", configType).invoke(pool);
    } catch (Throwable otherVersion) {
      return null;
    }
  }
}
