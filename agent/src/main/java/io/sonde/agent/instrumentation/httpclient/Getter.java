package io.sonde.agent.instrumentation.httpclient;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * A method without parameters, or a field, of a type of a library that is never linked: the library
 * is the application's, of whatever version, in whatever class loader.
 *
 * <p>The method is looked up once for each class of its receivers. What is kept with that class
 * ({@link ClassValue}) is a method handle: the application's classes keep none of ours alive, and
 * we none of theirs. What the method throws is dropped; its value then counts as not known, as it
 * does where the receiver is not of the type or the library's version has no such method.
 */
public final class Getter {

  private static final MethodType TO_OBJECT = MethodType.methodType(Object.class, Object.class);
  private static final MethodType TO_INT = MethodType.methodType(int.class, Object.class);

  /** How a member is found in its type; null where there is none. */
  private interface Look {
    @Nullable MethodHandle at(Class<?> type) throws ReflectiveOperationException;
  }

  private final String type;
  private final ClassValue<@Nullable MethodHandle> handles;

  private Getter(String type, Look look, MethodType as) {
    this.type = type;
    this.handles =
        new ClassValue<>() {
          @Override
          protected @Nullable MethodHandle computeValue(Class<?> receiver) {
            return find(receiver, look, as);
          }
        };
  }

  /** A public method that returns an object; read by {@link #get}. */
  public static Getter ofObject(String type, String method) {
    return new Getter(type, found -> publicMethod(found, method), TO_OBJECT);
  }

  /** A public method that returns an int; read by {@link #getInt}. */
  public static Getter ofInt(String type, String method) {
    return new Getter(type, found -> publicMethod(found, method), TO_INT);
  }

  /** A public field that holds an object; read by {@link #get}. */
  public static Getter ofField(String type, String field) {
    return new Getter(
        type,
        found -> MethodHandles.publicLookup().unreflectGetter(found.getField(field)),
        TO_OBJECT);
  }

  /** A method of any visibility that the type declares and that returns an object. */
  public static Getter ofHidden(String type, String method) {
    return new Getter(type, found -> declaredMethod(found, method), TO_OBJECT);
  }

  /** A field of any visibility that the type declares and that holds an object. */
  public static Getter ofHiddenField(String type, String field) {
    return new Getter(type, found -> declaredField(found, field), TO_OBJECT);
  }

  /** A field of any visibility that the type declares and that holds an int. */
  public static Getter ofHiddenInt(String type, String field) {
    return new Getter(type, found -> declaredField(found, field), TO_INT);
  }

  private static MethodHandle publicMethod(Class<?> type, String name)
      throws ReflectiveOperationException {
    return MethodHandles.publicLookup().unreflect(type.getMethod(name));
  }

  private static @Nullable MethodHandle declaredMethod(Class<?> type, String name)
      throws ReflectiveOperationException {
    Method method = type.getDeclaredMethod(name);
    return method.trySetAccessible() ? MethodHandles.lookup().unreflect(method) : null;
  }

  private static @Nullable MethodHandle declaredField(Class<?> type, String name)
      throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    return field.trySetAccessible() ? MethodHandles.lookup().unreflectGetter(field) : null;
  }

  /** The value, or null if it is not known. */
  public @Nullable Object get(@Nullable Object target) {
    if (target == null) {
      return null;
    }
    MethodHandle handle = handles.get(target.getClass());
    if (handle == null) {
      return null;
    }
    try {
      return (Object) handle.invokeExact(target);
    } catch (Throwable notKnown) {
      return null;
    }
  }

  /** The value if it is a text, or null. */
  public @Nullable String getText(@Nullable Object target) {
    return get(target) instanceof String text ? text : null;
  }

  /** The value, or 0 if it is not known. */
  public int getInt(@Nullable Object target) {
    if (target == null) {
      return 0;
    }
    MethodHandle handle = handles.get(target.getClass());
    if (handle == null) {
      return 0;
    }
    try {
      return (int) handle.invokeExact(target);
    } catch (Throwable notKnown) {
      return 0;
    }
  }

  private @Nullable MethodHandle find(Class<?> receiver, Look look, MethodType as) {
    try {
      Class<?> declaring = supertype(receiver);
      MethodHandle handle = declaring == null ? null : look.at(declaring);
      return handle == null ? null : handle.asType(as);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError otherVersion) {
      return null;
    }
  }

  /** The class or interface of the name among the receiver's class and its supertypes. */
  private @Nullable Class<?> supertype(Class<?> receiver) {
    for (Class<?> c = receiver; c != null; c = c.getSuperclass()) {
      if (c.getName().equals(type)) {
        return c;
      }
      for (Class<?> implemented : c.getInterfaces()) {
        Class<?> found = supertype(implemented);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
