package io.sonde.agent.instrumentation.objectpool;

import io.sonde.agent.instrumentation.LibraryMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the library's two pools: where its name and its numbers stand.
 *
 * <p>The methods return fields or counts, under no lock that is held while objects are created or
 * ended. They are asked only of pools whose class has them from the library: a subclass may do
 * anything in its own.
 */
final class PoolKind {

  static final String GENERIC_TYPE = "org.apache.commons.pool2.impl.GenericObjectPool";
  static final String KEYED_TYPE = "org.apache.commons.pool2.impl.GenericKeyedObjectPool";

  private static final String BASE_TYPE = "org.apache.commons.pool2.impl.BaseGenericObjectPool";
  private static final String LIBRARY = "org.apache.commons.pool2.";

  /** The getters that a subclass could override. */
  private static final List<String> OVERRIDABLE =
      List.of("getFactory", "getNumActive", "getNumIdle", "getNumWaiters");

  /** The same for the minimum, which the maximum bounds. */
  private static final List<String> OVERRIDABLE_MINIMUM = List.of("getMinIdle", "getMaxIdle");

  // these are final
  private static final LibraryMethod IS_CLOSED = new LibraryMethod(BASE_TYPE, "isClosed");
  private static final LibraryMethod JMX_NAME = new LibraryMethod(BASE_TYPE, "getJmxName");
  private static final LibraryMethod MAX = new LibraryMethod(BASE_TYPE, "getMaxTotal");

  private static final List<PoolKind> ALL =
      List.of(new PoolKind(GENERIC_TYPE, "getMinIdle"), new PoolKind(KEYED_TYPE, ""));

  private final String type;
  private final LibraryMethod factory;
  private final LibraryMethod used;
  private final LibraryMethod idle;
  private final LibraryMethod pending;
  private final @Nullable LibraryMethod idleMin;

  private PoolKind(String type, String idleMin) {
    this.type = type;
    this.factory = new LibraryMethod(type, "getFactory");
    this.used = new LibraryMethod(type, "getNumActive");
    this.idle = new LibraryMethod(type, "getNumIdle");
    this.pending = new LibraryMethod(type, "getNumWaiters");
    this.idleMin = idleMin.isEmpty() ? null : new LibraryMethod(type, idleMin);
  }

  /** The kind of a pool, or null if its class may have other getters than the library's. */
  static @Nullable PoolKind of(Class<?> pool) {
    for (Class<?> c = pool; c != null; c = c.getSuperclass()) {
      for (int i = 0; i < ALL.size(); i++) {
        PoolKind kind = ALL.get(i);
        if (kind.type.equals(c.getName())) {
          return kind.isPlain(pool) ? kind : null;
        }
      }
    }
    return null;
  }

  private boolean isPlain(Class<?> pool) {
    return areOfLibrary(pool, OVERRIDABLE)
        && (idleMin == null || areOfLibrary(pool, OVERRIDABLE_MINIMUM));
  }

  private static boolean areOfLibrary(Class<?> pool, List<String> methods) {
    try {
      for (int i = 0; i < methods.size(); i++) {
        if (!isOfLibrary(pool.getMethod(methods.get(i)).getDeclaringClass())) {
          return false;
        }
      }
      return true;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError unknown) {
      // a class that a signature names may be absent
      return false;
    }
  }

  /** Whether a class is one of Commons Pool's own. */
  static boolean isOfLibrary(Class<?> type) {
    return type.getName().startsWith(LIBRARY);
  }

  /** Whether a pool is closed. */
  static boolean isClosed(Object pool) {
    return Boolean.TRUE.equals(IS_CLOSED.call(pool));
  }

  /** The name under which a pool is registered with JMX, or null. */
  static @Nullable Object jmxName(Object pool) {
    return JMX_NAME.call(pool);
  }

  /** What creates the objects of a pool, or null. */
  @Nullable Object factoryOf(Object pool) {
    return factory.call(pool);
  }

  /** The pool's numbers. */
  PoolNumbers read(Object pool) {
    double max = number(MAX.call(pool));
    return new PoolNumbers(
        number(used.call(pool)),
        number(idle.call(pool)),
        number(pending.call(pool)),
        max < 0 ? Double.NaN : max,
        idleMin == null ? Double.NaN : number(idleMin.call(pool)));
  }

  private static double number(@Nullable Object value) {
    return value instanceof Number known ? known.doubleValue() : Double.NaN;
  }
}
