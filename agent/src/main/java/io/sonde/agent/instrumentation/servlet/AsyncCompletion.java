package io.sonde.agent.instrumentation.servlet;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.LibraryField;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.routes.RouteHandle;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The rest of a request whose servlet returned with asynchronous processing started: it is recorded
 * once, when the container says that it is complete.
 *
 * <p>It is the handler of a proxy that implements the application's {@code AsyncListener}. The
 * container holds it for as long as the request is in progress.
 *
 * <p>Exactly once: completion may come before the listener is added (the container then refuses it,
 * or the request is no longer asynchronous when asked again), after it, or from two asynchronous
 * contexts of one request; whoever sets {@code done} records.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code done}</td><td>volatile</td><td>compare-and-set, once</td><td>none</td></tr>
 * <tr><td>{@code error}, {@code timedOut}</td><td>volatile</td><td>volatile, by the container's
 * thread</td><td>none</td></tr>
 * </table>
 */
final class AsyncCompletion implements InvocationHandler {

  /** The error type of a request that the container ended because its time was over. */
  static final String TIMEOUT = "timeout";

  private static final String UNDERTOW_CONTEXT = "io.undertow.servlet.spec.AsyncContextImpl";
  private static final LibraryField UNDERTOW_COMPLETE = new LibraryField("complete");

  private final long startNanos;
  private final long leftNanos;
  private final long[] left;
  private final RequestLedger requests;
  private final RouteHandle route;
  private final @Nullable MethodHandle[] access;
  private final Object response;
  private final AtomicBoolean done = new AtomicBoolean();
  private volatile @Nullable String error;
  private volatile boolean timedOut;

  /**
   * The rest of a request.
   *
   * @param leftNanos when the thread left it
   * @param left what {@link RequestLedger#leaves} returned then
   */
  AsyncCompletion(
      long startNanos,
      long leftNanos,
      long[] left,
      RouteHandle route,
      RequestLedger requests,
      @Nullable MethodHandle[] access,
      Object response) {
    this.startNanos = startNanos;
    this.leftNanos = leftNanos;
    this.left = left;
    this.requests = requests;
    this.route = route;
    this.access = access;
    this.response = response;
  }

  /** Waits for the request's completion; records at once if it is already over. */
  void follow(Object request) {
    Object context = ServletAccess.asyncContext(access, request);
    Object listener = context == null ? null : ServletAccess.newListener(access, this);
    if (context == null
        || listener == null
        || !ServletAccess.addListener(access, context, listener)
        || !ServletAccess.isAsyncStarted(access, request)
        || isOver(context)) {
      complete();
    }
  }

  /**
   * Whether it was completed already, where nothing else tells: Undertow's first versions go on to
   * say that a request is asynchronous when the thread that started it completed it too, and call
   * no listener any more.
   */
  private static boolean isOver(Object context) {
    return context.getClass().getName().equals(UNDERTOW_CONTEXT)
        && Boolean.TRUE.equals(UNDERTOW_COMPLETE.get(context));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
    Object first = arguments == null || arguments.length == 0 ? null : arguments[0];
    switch (method.getName()) {
      case "onComplete" -> complete();
      case "onTimeout" -> timedOut = true;
      case "onError" -> failed(first);
      case "onStartAsync" -> restarted(proxy, first);
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      case "equals" -> {
        return proxy == first;
      }
      case "toString" -> {
        return "sonde request listener";
      }
      default -> {
        // a later API may add default methods
      }
    }
    return null;
  }

  private void failed(@Nullable Object event) {
    Throwable thrown = event == null ? null : ServletAccess.eventThrowable(access, event);
    if (thrown != null) {
      error = thrown.getClass().getName();
    }
  }

  /** A dispatch started asynchronous processing again; containers forget listeners then. */
  private void restarted(Object proxy, @Nullable Object event) {
    Object context = event == null ? null : ServletAccess.eventContext(access, event);
    if (context == null || !ServletAccess.addListener(access, context, proxy)) {
      complete();
    }
  }

  private void complete() {
    final long endNanos = CallState.now();
    if (!done.compareAndSet(false, true)) {
      return;
    }
    route.finished();
    int status = ServletAccess.status(ServletAccess.ofResponse(response), response);
    String errorType = error;
    if (errorType == null && timedOut && (status == 0 || status >= 500)) {
      // an application that answers a timeout by itself (long polling) is no error
      errorType = TIMEOUT;
    }
    route.record(endNanos - startNanos, status, errorType);
    if (requests.endsAsync(left, route.ledger(), startNanos, leftNanos, endNanos)) {
      requests.keep(left, route.ledger(), endNanos - startNanos, status, errorType, null);
    }
  }
}
