package io.sonde.agent.instrumentation.httpserver;

import com.sun.net.httpserver.HttpExchange;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.routes.RouteHandle;
import io.sonde.agent.routes.RouteTable;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Records requests at the outermost call of a chain of filters on a thread. */
final class HttpServerProbe extends SondeProbe {

  /** The header that names the trace which a request belongs to, by W3C Trace Context. */
  private static final String TRACE_PARENT = "traceparent";

  /** Value of {@link CallState#SERVER}: the thread is inside a chain that is measured. */
  private static final long MEASURED = 3;

  private final RequestLedger requests;
  private final RouteTable routes;

  HttpServerProbe(ProbeContext context) {
    requests = context.requests();
    routes = RouteTable.of(context);
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object exchange, @Nullable Object unused) {
    long[] state = CallState.current();
    if (state[CallState.MUTED] != 0
        || state[CallState.SERVER] != 0
        || !(exchange instanceof HttpExchange request)) {
      return 0L;
    }
    CallState.reset(state);
    RouteHandle route =
        routes.find(request.getRequestMethod(), "", request.getHttpContext().getPath());
    state[CallState.SERVER_ROUTE] = route.number();
    route.started();
    long startNanos = CallState.now();
    requests.begins(state, route.ledger(), startNanos);
    state[CallState.SERVER] = MEASURED;
    return startNanos;
  }

  @Override
  public void exit(
      long startNanos,
      @Nullable Object self,
      @Nullable Object exchange,
      @Nullable Object unused,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    final long endNanos = CallState.now();
    long[] state = CallState.current();
    final long kind = state[CallState.SERVER];
    state[CallState.SERVER] = 0;
    RouteHandle route = routes.byNumber(state[CallState.SERVER_ROUTE]);
    state[CallState.SERVER_ROUTE] = 0;
    if (kind != MEASURED || route == null || !(exchange instanceof HttpExchange request)) {
      return;
    }
    route.finished();
    int status = Math.max(0, request.getResponseCode());
    String error = thrown == null ? null : thrown.getClass().getName();
    route.record(endNanos - startNanos, status, error);
    if (requests.ends(state, route.ledger(), startNanos, endNanos)) {
      String traceParent = request.getRequestHeaders().getFirst(TRACE_PARENT);
      requests.keep(state, route.ledger(), endNanos - startNanos, status, error, traceParent);
    }
  }
}
