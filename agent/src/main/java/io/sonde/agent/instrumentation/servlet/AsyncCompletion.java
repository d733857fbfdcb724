package io.sonde.agent.instrumentation.servlet;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.LibraryField;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What is told, once, when the container says that the asynchronous processing of a request is
 * complete, whose servlet returned before.
 *
 * <p>It is the handler of a proxy that implements the application's {@code AsyncListener}. The
 * container holds it for as long as the request is in progress.
 *
 * <p>Exactly once: completion may come before the listener is added (the container then refuses it,
 * or the request is no longer asynchronous when asked again), after it, or from two asynchronous
 * contexts of one request; whoever sets {@code done} tells.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code done}</td><td>volatile</td><td>compare-and-set, once</td><td>none</td></tr>
 * <tr><td>{@code error}, {@code timedOut}</td><td>volatile</td><td>volatile, by the container's
 * thread</td><td>none</td></tr>
 * </table>
 */
abstract class AsyncCompletion implements InvocationHandler {

  private static final String UNDERTOW_CONTEXT = "io.undertow.servlet.spec.AsyncContextImpl";
  private static final LibraryField UNDERTOW_COMPLETE = new LibraryField("complete");

  private final @Nullable MethodHandle[] access;
  private final AtomicBoolean done = new AtomicBoolean();
  private volatile @Nullable String error;
  private volatile boolean timedOut;

  /**
   * Waits for nothing yet.
   *
   * @param access the handles for the request
   */
  AsyncCompletion(@Nullable MethodHandle[] access) {
    this.access = access;
  }

  /**
   * Processing is complete.
   *
   * @param error the class of what the container was thrown, or null
   * @param timedOut whether the container's time was over
   */
  abstract void completed(long endNanos, @Nullable String error, boolean timedOut);

  /** Waits for the request's completion; tells at once if it is already over. */
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
    if (done.compareAndSet(false, true)) {
      completed(endNanos, error, timedOut);
    }
  }
}
