package io.sonde.agent.instrumentation.undertow;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The few methods of an exchange that are called, on a class that is never linked. What cannot be
 * found, or throws, counts as not known.
 *
 * <p>The method handles are kept with the class ({@link ClassValue}) in an array, a type of the
 * JDK: the application's classes keep none of ours alive, and we none of theirs.
 */
final class ExchangeAccess {

  private static final String EXCHANGE = "io.undertow.server.HttpServerExchange";

  private static final int METHOD = 0;
  private static final int STATUS = 1;
  private static final int RESOLVED_PATH = 2;
  private static final int RELATIVE_PATH = 3;
  private static final int MATCH = 4;
  private static final int MATCHED_TEMPLATE = 5;
  private static final int THROWN = 6;
  private static final int TRACE_PARENT = 7;
  private static final int BLOCKING = 8;
  private static final int COMPLETE = 9;
  private static final int COUNT = 10;

  private static final MethodType OBJECT_TO_OBJECT =
      MethodType.methodType(Object.class, Object.class);
  private static final MethodType OBJECT_TO_BOOLEAN =
      MethodType.methodType(boolean.class, Object.class);
  private static final MethodType OBJECT_TO_INT = MethodType.methodType(int.class, Object.class);

  private static final @Nullable MethodHandle[] NO_EXCHANGE = {};

  private static final ClassValue<@Nullable MethodHandle[]> HANDLES =
      new ClassValue<>() {
        @Override
        protected @Nullable MethodHandle[] computeValue(Class<?> type) {
          return type.getName().equals(EXCHANGE) ? handles(type) : NO_EXCHANGE;
        }
      };

  private ExchangeAccess() {}

  /** The handles for an exchange; empty if it is none. */
  static @Nullable MethodHandle[] of(Object exchange) {
    return HANDLES.get(exchange.getClass());
  }

  static @Nullable String method(@Nullable MethodHandle[] access, Object exchange) {
    return object(access[METHOD], exchange) instanceof String text ? text : null;
  }

  /** The status as it is; 0 if not known. */
  static int status(@Nullable MethodHandle[] access, Object exchange) {
    MethodHandle handle = access[STATUS];
    if (handle == null) {
      return 0;
    }
    try {
      return (int) handle.invokeExact(exchange);
    } catch (Throwable notKnown) {
      return 0;
    }
  }

  /** Whether its streams are blocking ones, as a servlet container makes them. */
  static boolean isBlocking(@Nullable MethodHandle[] access, Object exchange) {
    return truth(access[BLOCKING], exchange);
  }

  /** Whether the request was read and the response written to their ends. */
  static boolean isComplete(@Nullable MethodHandle[] access, Object exchange) {
    return truth(access[COMPLETE], exchange);
  }

  private static boolean truth(@Nullable MethodHandle handle, Object exchange) {
    if (handle == null) {
      return false;
    }
    try {
      return (boolean) handle.invokeExact(exchange);
    } catch (Throwable notKnown) {
      return false;
    }
  }

  /** The part of the path that handlers have matched by prefix; empty if none has. */
  static String resolvedPath(@Nullable MethodHandle[] access, Object exchange) {
    return object(access[RESOLVED_PATH], exchange) instanceof String text ? text : "";
  }

  /** The part of the path behind it. */
  static String relativePath(@Nullable MethodHandle[] access, Object exchange) {
    return object(access[RELATIVE_PATH], exchange) instanceof String text ? text : "";
  }

  /** The template that a handler has matched, null if none has. */
  static @Nullable String template(@Nullable MethodHandle[] access, Object exchange) {
    Object match = object(access[MATCH], exchange);
    return match != null && object(access[MATCHED_TEMPLATE], match) instanceof String text
        ? text
        : null;
  }

  /** The name of the class of the exception that left a handler, null if none did. */
  static @Nullable String thrown(@Nullable MethodHandle[] access, Object exchange) {
    Object thrown = object(access[THROWN], exchange);
    return thrown == null ? null : thrown.getClass().getName();
  }

  /** The header that names the trace which the request belongs to, null if there is none. */
  static @Nullable String traceParent(@Nullable MethodHandle[] access, Object exchange) {
    return object(access[TRACE_PARENT], exchange) instanceof String text ? text : null;
  }

  private static @Nullable Object object(@Nullable MethodHandle handle, Object target) {
    if (handle == null) {
      return null;
    }
    try {
      return (Object) handle.invokeExact(target);
    } catch (Throwable notKnown) {
      return null;
    }
  }

  private static @Nullable MethodHandle[] handles(Class<?> exchange) {
    @Nullable MethodHandle[] handles = new @Nullable MethodHandle[COUNT];
    handles[METHOD] = text(exchange, "getRequestMethod");
    handles[STATUS] = typed(getter(exchange, "getStatusCode"), OBJECT_TO_INT);
    handles[BLOCKING] = typed(getter(exchange, "isBlocking"), OBJECT_TO_BOOLEAN);
    handles[COMPLETE] = typed(getter(exchange, "isComplete"), OBJECT_TO_BOOLEAN);
    handles[RESOLVED_PATH] = typed(getter(exchange, "getResolvedPath"), OBJECT_TO_OBJECT);
    handles[RELATIVE_PATH] = typed(getter(exchange, "getRelativePath"), OBJECT_TO_OBJECT);
    handles[MATCH] = attachment(exchange, "io.undertow.util.PathTemplateMatch", "ATTACHMENT_KEY");
    handles[THROWN] =
        attachment(exchange, "io.undertow.server.DefaultResponseListener", "EXCEPTION");
    handles[TRACE_PARENT] = traceParent(exchange);
    try {
      Class<?> match = named(exchange, "io.undertow.util.PathTemplateMatch");
      handles[MATCHED_TEMPLATE] = typed(getter(match, "getMatchedTemplate"), OBJECT_TO_OBJECT);
    } catch (ReflectiveOperationException | LinkageError otherVersion) {
      handles[MATCH] = null;
    }
    return handles;
  }

  private static @Nullable MethodHandle typed(@Nullable MethodHandle handle, MethodType type) {
    return handle == null ? null : handle.asType(type);
  }

  private static @Nullable MethodHandle getter(Class<?> type, String method) {
    try {
      return MethodHandles.publicLookup().unreflect(type.getMethod(method));
    } catch (ReflectiveOperationException | LinkageError otherVersion) {
      return null;
    }
  }

  /** The text of what a method returns: of Undertow's own kind of string. */
  private static @Nullable MethodHandle text(Class<?> type, String method) {
    MethodHandle get = getter(type, method);
    MethodHandle text = get == null ? null : getter(get.type().returnType(), "toString");
    return get == null || text == null
        ? null
        : typed(
            MethodHandles.filterReturnValue(
                get, text.asType(MethodType.methodType(String.class, get.type().returnType()))),
            OBJECT_TO_OBJECT);
  }

  /** What is attached under a key that a field holds. */
  private static @Nullable MethodHandle attachment(Class<?> exchange, String holder, String field) {
    try {
      Object key = named(exchange, holder).getField(field).get(null);
      Method get =
          exchange.getMethod("getAttachment", named(exchange, "io.undertow.util.AttachmentKey"));
      MethodHandle bound =
          MethodHandles.insertArguments(MethodHandles.publicLookup().unreflect(get), 1, key);
      return typed(bound, OBJECT_TO_OBJECT);
    } catch (ReflectiveOperationException | LinkageError otherVersion) {
      return null;
    }
  }

  private static @Nullable MethodHandle traceParent(Class<?> exchange) {
    MethodHandle headers = getter(exchange, "getRequestHeaders");
    if (headers == null) {
      return null;
    }
    try {
      Method first = headers.type().returnType().getMethod("getFirst", String.class);
      MethodHandle bound =
          MethodHandles.insertArguments(
              MethodHandles.publicLookup().unreflect(first), 1, "traceparent");
      return typed(MethodHandles.filterReturnValue(headers, bound), OBJECT_TO_OBJECT);
    } catch (ReflectiveOperationException | LinkageError otherVersion) {
      return null;
    }
  }

  private static Class<?> named(Class<?> exchange, String name) throws ClassNotFoundException {
    return Class.forName(name, true, exchange.getClassLoader());
  }
}
