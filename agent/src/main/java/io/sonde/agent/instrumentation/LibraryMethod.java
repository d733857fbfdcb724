package io.sonde.agent.instrumentation;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * A public method without parameters of a public interface of a library, which is the application's
 * and is never linked. What cannot be found, or throws, yields null.
 *
 * <p>What is kept with a class of the application ({@link ClassValue}) is a method handle: it keeps
 * nothing of ours alive.
 */
public final class LibraryMethod {

  private static final MethodType TO_OBJECT = MethodType.methodType(Object.class, Object.class);

  private final String type;
  private final String method;
  private final ClassValue<@Nullable MethodHandle> handles =
      new ClassValue<>() {
        @Override
        protected @Nullable MethodHandle computeValue(Class<?> receiver) {
          return find(receiver);
        }
      };

  /**
   * Names a method.
   *
   * @param type binary name of the interface that declares or inherits it
   */
  public LibraryMethod(String type, String method) {
    this.type = type;
    this.method = method;
  }

  /** What the method returns, numbers boxed; null if it is not known. */
  public @Nullable Object call(@Nullable Object target) {
    MethodHandle handle = target == null ? null : handles.get(target.getClass());
    if (handle == null) {
      return null;
    }
    try {
      return (Object) handle.invokeExact(target);
    } catch (Throwable notKnown) {
      return null;
    }
  }

  /** Whether an object has the method, by its type; nothing is called. */
  public boolean isOf(@Nullable Object target) {
    return target != null && handles.get(target.getClass()) != null;
  }

  private @Nullable MethodHandle find(Class<?> receiver) {
    try {
      Class<?> found = named(receiver);
      return found == null
          ? null
          : MethodHandles.publicLookup().unreflect(found.getMethod(method)).asType(TO_OBJECT);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError otherVersion) {
      return null;
    }
  }

  private @Nullable Class<?> named(Class<?> from) {
    for (Class<?> c = from; c != null; c = c.getSuperclass()) {
      if (c.getName().equals(type)) {
        return c;
      }
      for (Class<?> implemented : c.getInterfaces()) {
        Class<?> found = named(implemented);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
