package io.sonde.agent.instrumentation.executor;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Reads methods without parameters of an executor whose library is never linked: it is the
 * application's, of whatever version. Looked up at each reading, once a second: nothing of the
 * library is kept.
 */
public final class SizeGetter {

  private SizeGetter() {}

  /** The number that a method returns, 0 if there is none. */
  public static long number(Object executor, String method) {
    return get(executor, method) instanceof Number number ? number.longValue() : 0;
  }

  /** Whether a method returns true. */
  public static boolean is(Object executor, String method) {
    return Boolean.TRUE.equals(get(executor, method));
  }

  /** What a method of any visibility returns; null if this version has no such method. */
  public static @Nullable Object get(Object executor, String name) {
    Method method = find(executor.getClass(), name);
    if (method == null) {
      return null;
    }
    try {
      return method.invoke(executor);
    } catch (IllegalAccessException notOpen) {
      return null;
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(name, e.getCause());
    }
  }

  private static @Nullable Method find(Class<?> executor, String name) {
    for (Class<?> type = executor; type != null; type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        if (method.getName().equals(name) && method.getParameterCount() == 0) {
          boolean ignored = method.trySetAccessible();
          return method;
        }
      }
    }
    return null;
  }
}
