package io.sonde.host.framework;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Handlers of Javalin in any version: by reflection, for what they are compiled with has changed.
 */
public final class JavalinOrders {

  /** Javalin itself, or since 7 a part of its configuration. */
  private final Object routes;

  private final boolean braces;
  private final Class<?> handler = Class.forName("io.javalin.http.Handler");
  private final Class<?> context = Class.forName("io.javalin.http.Context");

  private JavalinOrders(Object routes, boolean braces) throws ClassNotFoundException {
    this.routes = routes;
    this.braces = braces;
  }

  /** Starts it. */
  public static void start(int port) throws ReflectiveOperationException {
    Class<?> type = Class.forName("io.javalin.Javalin");
    Object javalin;
    if (type.getMethods().length > 0 && hasRoutes()) {
      Consumer<Object> configure =
          configuration -> {
            try {
              Object routes = configuration.getClass().getField("routes").get(configuration);
              new JavalinOrders(routes, true).add();
            } catch (ReflectiveOperationException e) {
              throw new IllegalStateException(e);
            }
          };
      javalin = type.getMethod("create", Consumer.class).invoke(null, configure);
    } else {
      javalin = type.getMethod("create").invoke(null);
      new JavalinOrders(javalin, false).add();
    }
    type.getMethod("start", int.class).invoke(javalin, port);
  }

  private static boolean hasRoutes() {
    try {
      Class<?> unused = Class.forName("io.javalin.config.RoutesConfig");
      return true;
    } catch (ClassNotFoundException before7) {
      return false;
    }
  }

  private void add() throws ReflectiveOperationException {
    String id = braces ? "{id}" : ":id";
    handle("before", "*", context -> {});
    handle("after", "*", context -> {});
    handle("get", "/orders", context -> result(context, "all"));
    handle("get", "/orders/" + id, context -> result(context, "one"));
    handle(
        "get",
        "/orders/fail/" + id,
        context -> {
          throw new IllegalStateException("fail");
        });
    handle("get", "/orders/later/" + id, this::later);
  }

  private void handle(String what, String path, Consumer<Object> answer)
      throws ReflectiveOperationException {
    Object proxy =
        Proxy.newProxyInstance(
            JavalinOrders.class.getClassLoader(),
            new Class<?>[] {handler},
            (self, method, arguments) -> {
              answer.accept(arguments[0]);
              return null;
            });
    routes.getClass().getMethod(what, String.class, handler).invoke(routes, path, proxy);
  }

  private void result(Object context, String text) {
    call(context, "result", String.class, text);
  }

  /** An answer from another thread. */
  private void later(Object context) {
    CompletableFuture<String> future =
        new CompletableFuture<String>().completeOnTimeout("later", 20, TimeUnit.MILLISECONDS);
    if (braces) {
      Supplier<CompletableFuture<?>> supplier = () -> future.thenAccept(t -> result(context, t));
      call(context, "future", Supplier.class, supplier);
    } else {
      call(context, "result", CompletableFuture.class, future);
    }
  }

  private void call(Object target, String method, Class<?> parameter, Object argument) {
    try {
      context.getMethod(method, parameter).invoke(target, argument);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
