package io.sonde.agent.instrumentation.servlet;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The few methods of the servlet API that the probe calls, on an API that is never linked.
 *
 * <p>For each class of a request or response the public interface of the {@code javax} or {@code
 * jakarta} API is looked up once; its methods become method handles over {@link Object}. A handle
 * is null where the API is too old to have the method. The handles are kept with the class ({@link
 * ClassValue}) in an array, a type of the JDK: the application's classes keep none of ours alive,
 * and we none of theirs.
 *
 * <p>What a method of the API throws (a recycled request, a foreign implementation) is dropped; the
 * value then counts as not known.
 */
final class ServletAccess {

  private static final int METHOD = 0;
  private static final int CONTEXT_PATH = 1;
  private static final int SERVLET_PATH = 2;
  private static final int PATH_INFO = 3;
  private static final int ATTRIBUTE = 4;
  private static final int DISPATCHER_TYPE = 5;
  private static final int MAPPING = 6;
  private static final int MAPPING_PATTERN = 7;
  private static final int ASYNC_STARTED = 8;
  private static final int ASYNC_CONTEXT = 9;
  private static final int ADD_LISTENER = 10;
  private static final int LISTENER_TYPE = 11;
  private static final int EVENT_CONTEXT = 12;
  private static final int EVENT_THROWABLE = 13;
  private static final int SERVLET_CONTEXT = 14;
  private static final int REGISTRATIONS = 15;
  private static final int REGISTERED_MAPPINGS = 16;
  private static final int HEADER = 17;
  private static final int PATH_OF_CONTEXT = 18;
  private static final int REQUEST_SIZE = 19;

  private static final int STATUS = 0;
  private static final int COMMITTED = 1;
  private static final int CONTENT_TYPE = 2;
  private static final int RESPONSE_SIZE = 3;

  private static final String EVENT_STREAM = "text/event-stream";

  private static final MethodType OBJECT_TO_OBJECT =
      MethodType.methodType(Object.class, Object.class);
  private static final MethodType OBJECT_TO_INT = MethodType.methodType(int.class, Object.class);
  private static final MethodType OBJECT_TO_BOOLEAN =
      MethodType.methodType(boolean.class, Object.class);
  private static final MethodType OBJECT_STRING_TO_OBJECT =
      MethodType.methodType(Object.class, Object.class, String.class);
  private static final MethodType TWO_OBJECTS_TO_VOID =
      MethodType.methodType(void.class, Object.class, Object.class);

  private static final @Nullable MethodHandle[] NOT_HTTP = {};

  private static final ClassValue<@Nullable MethodHandle[]> REQUESTS =
      new ClassValue<>() {
        @Override
        protected @Nullable MethodHandle[] computeValue(Class<?> type) {
          return requestHandles(type);
        }
      };

  private static final ClassValue<@Nullable MethodHandle[]> RESPONSES =
      new ClassValue<>() {
        @Override
        protected @Nullable MethodHandle[] computeValue(Class<?> type) {
          return responseHandles(type);
        }
      };

  private ServletAccess() {}

  /** The handles for a request; empty if it is not an HTTP request. */
  static @Nullable MethodHandle[] ofRequest(Object request) {
    return REQUESTS.get(request.getClass());
  }

  /** The handles for a response; empty if it is not an HTTP response. */
  static @Nullable MethodHandle[] ofResponse(Object response) {
    return RESPONSES.get(response.getClass());
  }

  /** Whether a request is one of Open Liberty's own classes; for the rare case. */
  static boolean isLiberty(Object request) {
    for (Class<?> c = request.getClass(); c != null; c = c.getSuperclass()) {
      if (c.getName().equals("com.ibm.ws.webcontainer.srt.SRTServletRequest")) {
        return true;
      }
    }
    return false;
  }

  static @Nullable String method(@Nullable MethodHandle[] access, Object request) {
    return string(access[METHOD], request);
  }

  /**
   * The path of the request's web application. The application is asked first: its text is always
   * the same one, where the request's may be a part of its URL that is cut out anew.
   */
  static @Nullable String contextPath(@Nullable MethodHandle[] access, Object request) {
    Object context =
        access[PATH_OF_CONTEXT] == null ? null : object(access[SERVLET_CONTEXT], request);
    String path = context == null ? null : string(access[PATH_OF_CONTEXT], context);
    return path != null ? path : string(access[CONTEXT_PATH], request);
  }

  static @Nullable String servletPath(@Nullable MethodHandle[] access, Object request) {
    return string(access[SERVLET_PATH], request);
  }

  static @Nullable String pathInfo(@Nullable MethodHandle[] access, Object request) {
    return string(access[PATH_INFO], request);
  }

  /** The name of the {@code DispatcherType}, null if not known (Servlet 2.5). */
  static @Nullable String dispatcherType(@Nullable MethodHandle[] access, Object request) {
    return object(access[DISPATCHER_TYPE], request) instanceof Enum<?> type ? type.name() : null;
  }

  /** Whether requests tell the URL pattern of their servlet (Servlet 4 and later). */
  static boolean hasMapping(@Nullable MethodHandle[] access) {
    return access[MAPPING] != null;
  }

  /** The URL pattern that led to the servlet, null if not known. */
  static @Nullable String mappingPattern(@Nullable MethodHandle[] access, Object request) {
    Object mapping = object(access[MAPPING], request);
    return mapping == null ? null : string(access[MAPPING_PATTERN], mapping);
  }

  static @Nullable Object attribute(
      @Nullable MethodHandle[] access, Object request, String attribute) {
    return named(access[ATTRIBUTE], request, attribute);
  }

  /** The first value of a header, null if there is none. */
  static @Nullable String header(@Nullable MethodHandle[] access, Object request, String header) {
    return named(access[HEADER], request, header) instanceof String text ? text : null;
  }

  private static @Nullable Object named(
      @Nullable MethodHandle handle, Object request, String name) {
    if (handle == null) {
      return null;
    }
    try {
      return (Object) handle.invokeExact(request, name);
    } catch (Throwable notKnown) {
      return null;
    }
  }

  static boolean isAsyncStarted(@Nullable MethodHandle[] access, Object request) {
    return truth(access[ASYNC_STARTED], request);
  }

  static @Nullable Object asyncContext(@Nullable MethodHandle[] access, Object request) {
    return object(access[ASYNC_CONTEXT], request);
  }

  /** An {@code AsyncListener} of the application's API that hands its calls to a handler. */
  static @Nullable Object newListener(@Nullable MethodHandle[] access, InvocationHandler handler) {
    MethodHandle type = access[LISTENER_TYPE];
    if (type == null) {
      return null;
    }
    try {
      Class<?> listener = (Class<?>) (Object) type.invokeExact();
      return Proxy.newProxyInstance(listener.getClassLoader(), new Class<?>[] {listener}, handler);
    } catch (Throwable notAvailable) {
      return null;
    }
  }

  /** Adds a listener; false if the container refuses it, because the request is over. */
  static boolean addListener(
      @Nullable MethodHandle[] access, Object asyncContext, Object listener) {
    MethodHandle handle = access[ADD_LISTENER];
    if (handle == null) {
      return false;
    }
    try {
      handle.invokeExact(asyncContext, listener);
      return true;
    } catch (Throwable refused) {
      return false;
    }
  }

  static @Nullable Object eventContext(@Nullable MethodHandle[] access, Object event) {
    return object(access[EVENT_CONTEXT], event);
  }

  static @Nullable Throwable eventThrowable(@Nullable MethodHandle[] access, Object event) {
    return object(access[EVENT_THROWABLE], event) instanceof Throwable thrown ? thrown : null;
  }

  /** All URL patterns of all servlets of the request's web application; slow. */
  static List<String> registeredPatterns(@Nullable MethodHandle[] access, Object request) {
    List<String> patterns = new ArrayList<>();
    Object context = object(access[SERVLET_CONTEXT], request);
    Object registrations = context == null ? null : object(access[REGISTRATIONS], context);
    if (registrations instanceof Map<?, ?> byName) {
      for (Object registration : byName.values()) {
        if (registration != null
            && object(access[REGISTERED_MAPPINGS], registration) instanceof Collection<?> all) {
          for (Object pattern : all) {
            if (pattern instanceof String text) {
              patterns.add(text);
            }
          }
        }
      }
    }
    return patterns;
  }

  /** The status of the response, 0 if not known. */
  static int status(@Nullable MethodHandle[] access, Object response) {
    MethodHandle handle = access.length == RESPONSE_SIZE ? access[STATUS] : null;
    if (handle == null) {
      return 0;
    }
    try {
      return (int) handle.invokeExact(response);
    } catch (Throwable notKnown) {
      return 0;
    }
  }

  /** Whether the response is known to be a stream of server-sent events. */
  static boolean isEventStream(@Nullable MethodHandle[] access, Object response) {
    if (access.length != RESPONSE_SIZE) {
      return false;
    }
    String type = string(access[CONTENT_TYPE], response);
    return type != null && type.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
  }

  static boolean isCommitted(@Nullable MethodHandle[] access, Object response) {
    return access.length == RESPONSE_SIZE && truth(access[COMMITTED], response);
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

  private static @Nullable String string(@Nullable MethodHandle handle, Object target) {
    return object(handle, target) instanceof String text ? text : null;
  }

  private static boolean truth(@Nullable MethodHandle handle, Object target) {
    if (handle == null) {
      return false;
    }
    try {
      return (boolean) handle.invokeExact(target);
    } catch (Throwable notKnown) {
      return false;
    }
  }

  private static @Nullable MethodHandle[] requestHandles(Class<?> type) {
    Class<?> request = findInterface(type, "servlet.http.HttpServletRequest");
    if (request == null) {
      return NOT_HTTP;
    }
    @Nullable MethodHandle[] handles = new MethodHandle[REQUEST_SIZE];
    handles[METHOD] = find(request, "getMethod", OBJECT_TO_OBJECT);
    handles[CONTEXT_PATH] = find(request, "getContextPath", OBJECT_TO_OBJECT);
    handles[SERVLET_PATH] = find(request, "getServletPath", OBJECT_TO_OBJECT);
    handles[PATH_INFO] = find(request, "getPathInfo", OBJECT_TO_OBJECT);
    handles[ATTRIBUTE] = find(request, "getAttribute", OBJECT_STRING_TO_OBJECT, String.class);
    handles[HEADER] = find(request, "getHeader", OBJECT_STRING_TO_OBJECT, String.class);
    handles[DISPATCHER_TYPE] = find(request, "getDispatcherType", OBJECT_TO_OBJECT);
    String api = request.getName().substring(0, request.getName().indexOf('.') + 1) + "servlet.";
    ClassLoader loader = request.getClassLoader();
    Class<?> mapping = load(api + "http.HttpServletMapping", loader);
    if (mapping != null) {
      handles[MAPPING] = find(request, "getHttpServletMapping", OBJECT_TO_OBJECT);
      handles[MAPPING_PATTERN] = find(mapping, "getPattern", OBJECT_TO_OBJECT);
    }
    addAsyncHandles(handles, request, api, loader);
    addRegistrationHandles(handles, request, api, loader);
    return handles;
  }

  private static void addAsyncHandles(
      @Nullable MethodHandle[] handles,
      Class<?> request,
      String api,
      @Nullable ClassLoader loader) {
    Class<?> context = load(api + "AsyncContext", loader);
    Class<?> listener = load(api + "AsyncListener", loader);
    Class<?> event = load(api + "AsyncEvent", loader);
    if (context == null || listener == null || event == null) {
      return;
    }
    handles[ASYNC_STARTED] = find(request, "isAsyncStarted", OBJECT_TO_BOOLEAN);
    handles[ASYNC_CONTEXT] = find(request, "getAsyncContext", OBJECT_TO_OBJECT);
    handles[ADD_LISTENER] = find(context, "addListener", TWO_OBJECTS_TO_VOID, listener);
    handles[LISTENER_TYPE] = MethodHandles.constant(Object.class, listener);
    handles[EVENT_CONTEXT] = find(event, "getAsyncContext", OBJECT_TO_OBJECT);
    handles[EVENT_THROWABLE] = find(event, "getThrowable", OBJECT_TO_OBJECT);
  }

  private static void addRegistrationHandles(
      @Nullable MethodHandle[] handles,
      Class<?> request,
      String api,
      @Nullable ClassLoader loader) {
    Class<?> context = load(api + "ServletContext", loader);
    Class<?> registration = load(api + "ServletRegistration", loader);
    if (context == null || registration == null) {
      return;
    }
    handles[SERVLET_CONTEXT] = find(request, "getServletContext", OBJECT_TO_OBJECT);
    handles[PATH_OF_CONTEXT] = find(context, "getContextPath", OBJECT_TO_OBJECT);
    handles[REGISTRATIONS] = find(context, "getServletRegistrations", OBJECT_TO_OBJECT);
    handles[REGISTERED_MAPPINGS] = find(registration, "getMappings", OBJECT_TO_OBJECT);
  }

  private static @Nullable MethodHandle[] responseHandles(Class<?> type) {
    Class<?> response = findInterface(type, "servlet.http.HttpServletResponse");
    if (response == null) {
      return NOT_HTTP;
    }
    @Nullable MethodHandle[] handles = new MethodHandle[RESPONSE_SIZE];
    handles[STATUS] = find(response, "getStatus", OBJECT_TO_INT);
    handles[COMMITTED] = find(response, "isCommitted", OBJECT_TO_BOOLEAN);
    handles[CONTENT_TYPE] = find(response, "getContentType", OBJECT_TO_OBJECT);
    return handles;
  }

  /** The interface of either API that a class implements, however indirectly. */
  private static @Nullable Class<?> findInterface(Class<?> type, String name) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      if (c.isInterface() && isServletApi(c, name)) {
        return c;
      }
      for (Class<?> implemented : c.getInterfaces()) {
        Class<?> found = findInterface(implemented, name);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static boolean isServletApi(Class<?> type, String name) {
    String actual = type.getName();
    return actual.endsWith(name)
        && (actual.equals("jakarta." + name) || actual.equals("javax." + name));
  }

  private static @Nullable Class<?> load(String name, @Nullable ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError olderApi) {
      return null;
    }
  }

  /**
   * A handle for the only public method of a name with these parameters; null if there is none. It
   * casts to the type, not to one above it that declares the method: JDKs before 23 remember one
   * interface for each class, and casts to several in turn make all cores write where it is.
   */
  private static @Nullable MethodHandle find(
      Class<?> type, String name, MethodType as, Class<?>... parameters) {
    try {
      Class<?> result = type.getMethod(name, parameters).getReturnType();
      MethodType exact = MethodType.methodType(result, parameters);
      return MethodHandles.publicLookup().findVirtual(type, name, exact).asType(as);
    } catch (ReflectiveOperationException | LinkageError olderApi) {
      return null;
    }
  }
}
