package io.sonde.host.framework;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;

/** Routes of Spark in any version: by reflection, for what they are compiled with has changed. */
public final class SparkOrders {

  private final Class<?> type = Class.forName("spark.Service");
  private final Object service = type.getMethod("ignite").invoke(null);

  private SparkOrders() throws ReflectiveOperationException {}

  /** Starts it. */
  public static void start(int port) throws ReflectiveOperationException {
    SparkOrders orders = new SparkOrders();
    orders.type.getMethod("ipAddress", String.class).invoke(orders.service, "127.0.0.1");
    orders.type.getMethod("port", int.class).invoke(orders.service, port);
    orders.filter("before");
    orders.filter("after");
    orders.get("/orders", () -> "all");
    orders.get("/orders/:id", () -> "one");
    orders.get(
        "/orders/fail/:id",
        () -> {
          throw new IllegalStateException("fail");
        });
    orders.get("/files/*", () -> "file");
    orders.type.getMethod("awaitInitialization").invoke(orders.service);
  }

  /** A filter of all requests, which is no route: one or, since 2.7, any number. */
  private void filter(String when) throws ReflectiveOperationException {
    Class<?> filter = Class.forName("spark.Filter");
    Object nothing = handler(filter, () -> null);
    for (Method method : type.getMethods()) {
      if (method.getName().equals(when) && method.getParameterCount() == 1) {
        Class<?> parameter = method.getParameterTypes()[0];
        Object argument = nothing;
        if (parameter.isArray()) {
          argument = Array.newInstance(filter, 1);
          Array.set(argument, 0, nothing);
        }
        method.invoke(service, argument);
        return;
      }
    }
    throw new NoSuchMethodException(when);
  }

  private void get(String path, Callable<String> answer) throws ReflectiveOperationException {
    Class<?> route = Class.forName("spark.Route");
    type.getMethod("get", String.class, route).invoke(service, path, handler(route, answer));
  }

  private static Object handler(Class<?> kind, Callable<String> answer) {
    return Proxy.newProxyInstance(
        SparkOrders.class.getClassLoader(),
        new Class<?>[] {kind},
        (proxy, method, arguments) -> answer.call());
  }
}
