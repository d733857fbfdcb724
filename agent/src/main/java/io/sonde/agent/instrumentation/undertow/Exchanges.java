package io.sonde.agent.instrumentation.undertow;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.routes.RouteHandle;
import io.sonde.agent.routes.RouteTable;
import io.sonde.agent.routes.TemplateTable;
import io.sonde.agent.routes.Upgrades;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Requests from an exchange's beginning to its end.
 *
 * <p>Most end on the thread on which they begin: all that is known of them is in that thread's
 * state. Only those that go on elsewhere, dispatched to a worker or with something left to write,
 * are kept by their exchange; {@link UndertowRequest} says who records them. A servlet container
 * has an exchange dispatched after it has taken it over, so its requests are not kept; that such an
 * exchange is not at its beginning when a worker gets it is seen by its streams, which the
 * container has replaced by blocking ones.
 */
final class Exchanges {

  /** Exchanges that are known at a time. */
  static final int MAX_EXCHANGES = 16_384;

  /** Value of {@link CallState#SERVER}: the thread is in the first call of an exchange. */
  static final long MEASURED = 6;

  /** The pattern of a request before any handler has matched its path. */
  private static final String ANY = "/";

  private final RequestLedger requests;
  private final RouteTable routes;
  private final TemplateTable templates;
  private final Upgrades upgrades;
  private final WeakIdentityTable<UndertowRequest> open;

  Exchanges(ProbeContext context) {
    requests = context.requests();
    routes = RouteTable.of(context);
    templates = TemplateTable.of(context);
    upgrades = Upgrades.of(context);
    open = context.sideTable("undertow_exchanges", MAX_EXCHANGES, this::lost);
  }

  /** An exchange is passed to a handler; returns when, or 0 if it is not its beginning. */
  long begins(long[] state, Object exchange) {
    @Nullable MethodHandle[] access = ExchangeAccess.of(exchange);
    if (access.length == 0
        || open.get(exchange) != null
        || ExchangeAccess.isBlocking(access, exchange)) {
      return 0L;
    }
    CallState.reset(state);
    RouteHandle route = routes.find(ExchangeAccess.method(access, exchange), "", ANY);
    state[CallState.SERVER_ROUTE] = route.number();
    route.started();
    long startNanos = CallState.now();
    requests.begins(state, route.ledger(), startNanos);
    state[CallState.SERVER] = MEASURED;
    return startNanos;
  }

  /** The exchange that the thread is in the first call of is about to go on elsewhere. */
  void dispatches(long[] state, Object exchange) {
    RouteHandle route = routes.byNumber(state[CallState.SERVER_ROUTE]);
    if (route != null && open.get(exchange) == null && kept(exchange, route) == null) {
      drops(state, route);
    }
  }

  /** The connection of an exchange is to be something else than HTTP. */
  void upgrades(Object exchange) {
    @Nullable MethodHandle[] access = ExchangeAccess.of(exchange);
    if (access.length > 0) {
      RouteHandle any = routes.find(ExchangeAccess.method(access, exchange), "", ANY);
      upgrades.begin(exchange, routeOf(exchange, any));
    }
  }

  /** What is known of the request from now on; null if too many are kept. */
  private @Nullable UndertowRequest kept(Object exchange, RouteHandle route) {
    UndertowRequest request = new UndertowRequest(route);
    return open.add(exchange, request) ? request : null;
  }

  /** The thread is in a request that does not count. */
  private void drops(long[] state, RouteHandle route) {
    state[CallState.SERVER] = 0;
    state[CallState.SERVER_ROUTE] = 0;
    route.finished();
    requests.abandons(state, CallState.now());
  }

  /** The thread on which an exchange began goes on to something else. */
  void leaves(long[] state, Object exchange, long startNanos, long nowNanos) {
    state[CallState.SERVER] = 0;
    RouteHandle began = routes.byNumber(state[CallState.SERVER_ROUTE]);
    state[CallState.SERVER_ROUTE] = 0;
    if (began == null) {
      return;
    }
    UndertowRequest request = open.get(exchange);
    if (request == null) {
      if (ExchangeAccess.isComplete(ExchangeAccess.of(exchange), exchange)) {
        recordsHere(state, exchange, began, startNanos, nowNanos);
        return;
      }
      request = kept(exchange, began);
    }
    if (request == null) {
      drops(state, began);
    } else {
      leaves(state, exchange, request, startNanos, nowNanos);
    }
  }

  private void leaves(
      long[] state, Object exchange, UndertowRequest request, long startNanos, long nowNanos) {
    int phase = request.phase();
    if (phase == UndertowRequest.GIVEN_UP) {
      requests.abandons(state, nowNanos);
      return;
    }
    if (phase == UndertowRequest.ENDED) {
      open.remove(exchange, request);
      recordsHere(state, exchange, request.route(), startNanos, request.endNanos());
      return;
    }
    RouteHandle route = routeOf(exchange, request.route());
    long[] left = requests.leaves(state, route.ledger(), nowNanos);
    if (request.leaves(left, startNanos, nowNanos)) {
      // it may have been complete before it was kept, seen by nobody else
      VarHandle.fullFence();
      if (ExchangeAccess.isComplete(ExchangeAccess.of(exchange), exchange)) {
        completes(exchange, CallState.now());
      }
    } else if (request.phase() == UndertowRequest.ENDED) {
      records(exchange, request);
    } else {
      requests.abandons(left);
    }
  }

  /** An exchange is complete. */
  void completes(Object exchange, long nowNanos) {
    VarHandle.fullFence();
    UndertowRequest request = open.get(exchange);
    if (request == null) {
      return;
    }
    if (request.ends(nowNanos)) {
      records(exchange, request);
    } else if (request.phase() == UndertowRequest.GIVEN_UP) {
      open.remove(exchange, request);
    }
  }

  /** An exchange is a servlet container's from now on. */
  void givesUp(long[] state, Object exchange) {
    UndertowRequest request = open.get(exchange);
    if (request != null) {
      lost(request);
    }
    if (state[CallState.SERVER] != MEASURED) {
      return;
    }
    RouteHandle route = routes.byNumber(state[CallState.SERVER_ROUTE]);
    if (request == null && route != null) {
      drops(state, route);
    } else {
      state[CallState.SERVER] = 0;
      state[CallState.SERVER_ROUTE] = 0;
      requests.abandons(state, CallState.now());
    }
  }

  private void recordsHere(
      long[] state, Object exchange, RouteHandle began, long startNanos, long endNanos) {
    @Nullable MethodHandle[] access = ExchangeAccess.of(exchange);
    RouteHandle route = routeOf(exchange, began);
    long durationNanos = endNanos - startNanos;
    int status = ExchangeAccess.status(access, exchange);
    String error = ExchangeAccess.thrown(access, exchange);
    began.finished();
    route.record(durationNanos, status, error);
    if (requests.ends(state, route.ledger(), startNanos, endNanos)) {
      String traceParent = ExchangeAccess.traceParent(access, exchange);
      requests.keep(state, route.ledger(), durationNanos, status, error, traceParent);
    }
  }

  private void records(Object exchange, UndertowRequest request) {
    open.remove(exchange, request);
    @Nullable MethodHandle[] access = ExchangeAccess.of(exchange);
    RouteHandle route = routeOf(exchange, request.route());
    long endNanos = request.endNanos();
    long durationNanos = endNanos - request.startNanos();
    int status = ExchangeAccess.status(access, exchange);
    String error = ExchangeAccess.thrown(access, exchange);
    request.route().finished();
    route.record(durationNanos, status, error);
    long[] left = request.left();
    if (requests.endsAsync(
        left, route.ledger(), request.startNanos(), request.leftNanos(), endNanos)) {
      String traceParent = ExchangeAccess.traceParent(access, exchange);
      requests.keep(left, route.ledger(), durationNanos, status, error, traceParent);
    }
  }

  private RouteHandle routeOf(Object exchange, RouteHandle began) {
    @Nullable MethodHandle[] access = ExchangeAccess.of(exchange);
    String resolved = ExchangeAccess.resolvedPath(access, exchange);
    String template = ExchangeAccess.template(access, exchange);
    if (template != null) {
      return templates.find(began, resolved, template);
    }
    if (resolved.isEmpty() || resolved.equals(ANY)) {
      return began;
    }
    boolean exact = ExchangeAccess.relativePath(access, exchange).isEmpty();
    return templates.find(began, resolved, exact ? "" : "/*");
  }

  /** A request is somebody else's, or its exchange is gone without having been complete. */
  private void lost(UndertowRequest request) {
    int before = request.givesUp();
    if (before == UndertowRequest.INSIDE || before == UndertowRequest.LEFT) {
      request.route().finished();
    }
    if (before == UndertowRequest.LEFT) {
      requests.abandons(request.left());
    }
  }
}
