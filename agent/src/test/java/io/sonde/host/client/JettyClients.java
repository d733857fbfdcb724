package io.sonde.host.client;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Jetty's client, by reflection: its types have other names from 12 on. */
final class JettyClients {

  private static final String CLIENT = "org.eclipse.jetty.client.";

  private JettyClients() {}

  static WebClient sending() throws Exception {
    return new Sending(started(), api());
  }

  static WebClient telling() throws Exception {
    return new Telling(started(), api());
  }

  private static Object started() throws Exception {
    Object client = Class.forName(CLIENT + "HttpClient").getConstructor().newInstance();
    call(client.getClass(), client, "start");
    return client;
  }

  /** Package of the API: one of its own up to 11. */
  private static String api() {
    try {
      Class.forName(CLIENT + "api.Request");
      return CLIENT + "api.";
    } catch (ClassNotFoundException isNewer) {
      return CLIENT;
    }
  }

  /** A request that is sent by the caller. */
  private static Object request(
      Object client, String api, String method, String url, WebClient.Cancellation cancellation)
      throws Exception {
    Object request = client.getClass().getMethod("newRequest", String.class).invoke(client, url);
    Class<?> type = Class.forName(api + "Request");
    type.getMethod("method", String.class).invoke(request, method);
    type.getMethod("timeout", long.class, TimeUnit.class)
        .invoke(request, (long) WebClient.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    Method abort = type.getMethod("abort", Throwable.class);
    cancellation.by(
        () -> {
          try {
            abort.invoke(request, new CancellationException());
          } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
          }
        });
    return request;
  }

  private static int status(String api, Object response) throws Exception {
    return (int) call(Class.forName(api + "Response"), response, "getStatus");
  }

  /** What a method without parameters returns or throws. */
  private static Object call(Class<?> type, Object target, String method) throws Exception {
    try {
      return type.getMethod(method).invoke(target);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  private record Sending(Object client, String api) implements WebClient {

    @Override
    public int send(String method, String url, Cancellation cancellation) throws Exception {
      Object request = request(client, api, method, url, cancellation);
      try {
        return status(api, call(Class.forName(api + "Request"), request, "send"));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Exception cause) {
          throw cause;
        }
        throw e;
      }
    }

    @Override
    public void close() throws Exception {
      call(client.getClass(), client, "stop");
    }
  }

  private record Telling(Object client, String api) implements WebClient {

    @Override
    public int send(String method, String url, Cancellation cancellation) throws Exception {
      CompletableFuture<Integer> status = new CompletableFuture<>();
      Class<?> listener = Class.forName(api + "Response$CompleteListener");
      Object told =
          Proxy.newProxyInstance(
              listener.getClassLoader(),
              new Class<?>[] {listener},
              (proxy, called, arguments) -> {
                if (called.getName().equals("onComplete")) {
                  complete(status, arguments[0]);
                }
                return null;
              });
      Object request = request(client, api, method, url, cancellation);
      Class.forName(api + "Request").getMethod("send", listener).invoke(request, told);
      return WebClient.await(status);
    }

    private void complete(CompletableFuture<Integer> status, Object result) throws Exception {
      Class<?> type = Class.forName(api + "Result");
      if (call(type, result, "getFailure") instanceof Throwable failure) {
        status.completeExceptionally(failure);
      } else {
        status.complete(status(api, call(type, result, "getResponse")));
      }
    }

    @Override
    public void close() throws Exception {
      call(client.getClass(), client, "stop");
    }
  }
}
