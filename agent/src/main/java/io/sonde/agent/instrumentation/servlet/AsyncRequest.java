package io.sonde.agent.instrumentation.servlet;

import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.routes.RouteHandle;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The rest of a request whose thread has left it; it is recorded when it is complete.
 *
 * <p>If its answer turns out to be a stream of events, the request has ended when its thread left
 * it, and the rest is the stream.
 */
final class AsyncRequest extends AsyncCompletion {

  /** The error type of a request that the container ended because its time was over. */
  static final String TIMEOUT = "timeout";

  private final long startNanos;
  private final long leftNanos;
  private final long[] left;
  private final RequestLedger requests;
  private final RouteHandle route;
  private final Object response;

  /**
   * The rest of a request.
   *
   * @param leftNanos when the thread left it
   * @param left what {@link RequestLedger#leaves} returned then
   */
  AsyncRequest(
      long startNanos,
      long leftNanos,
      long[] left,
      RouteHandle route,
      RequestLedger requests,
      @Nullable MethodHandle[] access,
      Object response) {
    super(access);
    this.startNanos = startNanos;
    this.leftNanos = leftNanos;
    this.left = left;
    this.requests = requests;
    this.route = route;
    this.response = response;
  }

  @Override
  void completed(long endNanos, @Nullable String error, boolean timedOut) {
    route.finished();
    @Nullable MethodHandle[] access = ServletAccess.ofResponse(response);
    int status = ServletAccess.status(access, response);
    if (ServletAccess.isEventStream(access, response)) {
      record(leftNanos, status, null);
      route.eventStreams().record(endNanos - leftNanos);
      return;
    }
    String errorType = error;
    if (errorType == null && timedOut && (status == 0 || status >= 500)) {
      // an application that answers a timeout by itself (long polling) is no error
      errorType = TIMEOUT;
    }
    record(endNanos, status, errorType);
  }

  private void record(long endNanos, int status, @Nullable String errorType) {
    route.record(endNanos - startNanos, status, errorType);
    if (requests.endsAsync(left, route.ledger(), startNanos, leftNanos, endNanos)) {
      requests.keep(left, route.ledger(), endNanos - startNanos, status, errorType, null);
    }
  }
}
