package io.sonde.agent.instrumentation.servlet;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.routes.RouteHandle;
import io.sonde.agent.routes.RouteTable;
import io.sonde.bootstrap.SondeProbe;
import java.io.FileNotFoundException;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Records requests at the outermost filter or servlet of a thread.
 *
 * <p>The method and the servlet's pattern are read at enter, because a forward may change them in
 * place; what the framework matched and the status are read at exit, or when the request's
 * asynchronous part is complete.
 */
final class ServletProbe extends SondeProbe {

  /** The attribute in which Spring leaves the pattern that its handler was found by. */
  static final String BEST_MATCHING_PATTERN =
      "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

  /**
   * An attribute that Spring's dispatcher sets on each of its requests. Without it the pattern is
   * not Spring's: CXF leaves the path of each request there.
   */
  static final String DISPATCHER_CONTEXT =
      "org.springframework.web.servlet.DispatcherServlet.CONTEXT";

  /** The header that names the trace which a request belongs to, by W3C Trace Context. */
  static final String TRACE_PARENT = "traceparent";

  /** Value of {@link CallState#SERVER}: this thread's outermost call is measured. */
  private static final long MEASURED = 1;

  /** Value of {@link CallState#SERVER}: a dispatch that belongs to a request measured elsewhere. */
  private static final long CONTINUED = 2;

  private static final int SWITCHING_PROTOCOLS = 101;

  private final RequestLedger requests;
  private final RouteTable routes;
  private final RegisteredPatterns registeredPatterns = new RegisteredPatterns();

  ServletProbe(ProbeContext context) {
    requests = context.requests();
    routes = RouteTable.of(context);
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object request, @Nullable Object response) {
    long[] state = CallState.current();
    if (state[CallState.MUTED] != 0
        || state[CallState.SERVER] != 0
        || request == null
        || response == null) {
      return 0L;
    }
    @Nullable MethodHandle[] access = ServletAccess.ofRequest(request);
    if (access.length == 0) {
      return 0L;
    }
    CallState.reset(state);
    String type = ServletAccess.dispatcherType(access, request);
    if (type != null && !type.equals("REQUEST")) {
      state[CallState.SERVER] = CONTINUED;
      return CallState.now();
    }
    RouteHandle route = servletRoute(access, request);
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
      @Nullable Object request,
      @Nullable Object response,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    final long endNanos = CallState.now();
    long[] state = CallState.current();
    final long kind = state[CallState.SERVER];
    state[CallState.SERVER] = 0;
    RouteHandle servlet = routes.byNumber(state[CallState.SERVER_ROUTE]);
    state[CallState.SERVER_ROUTE] = 0;
    final boolean isStream = state[CallState.EVENT_STREAM] != 0;
    state[CallState.EVENT_STREAM] = 0;
    if (kind != MEASURED || servlet == null || request == null || response == null) {
      return;
    }
    @Nullable MethodHandle[] access = ServletAccess.ofRequest(request);
    RouteHandle route = frameworkRoute(access, request, servlet);
    @Nullable MethodHandle[] responseAccess = ServletAccess.ofResponse(response);
    AsyncEventStream stream = null;
    if (thrown == null && ServletAccess.isAsyncStarted(access, request)) {
      if (!isStream && !ServletAccess.isEventStream(responseAccess, response)) {
        long[] left = requests.leaves(state, route.ledger(), endNanos);
        new AsyncRequest(startNanos, endNanos, left, route, requests, access, response)
            .follow(request);
        return;
      }
      stream = new AsyncEventStream(endNanos, route.eventStreams(), access);
    }
    route.finished();
    int status = ServletAccess.status(responseAccess, response);
    String error = null;
    if (thrown != null) {
      boolean missing = isMissing(thrown, request);
      error = missing ? null : thrown.getClass().getName();
      if (!ServletAccess.isCommitted(responseAccess, response)) {
        // the container sets it later
        status = missing ? 404 : 500;
      }
    }
    if (status == SWITCHING_PROTOCOLS) {
      state[CallState.UPGRADED] = route.number();
    }
    route.record(endNanos - startNanos, status, error);
    if (requests.ends(state, route.ledger(), startNanos, endNanos)) {
      String traceParent = ServletAccess.header(access, request, TRACE_PARENT);
      requests.keep(state, route.ledger(), endNanos - startNanos, status, error, traceParent);
    }
    if (stream != null) {
      stream.follow(request);
    }
  }

  /** Whether an exception says that nothing is there, as only Open Liberty's container does. */
  private static boolean isMissing(Throwable thrown, Object request) {
    return thrown.getClass() == FileNotFoundException.class && ServletAccess.isLiberty(request);
  }

  private RouteHandle servletRoute(@Nullable MethodHandle[] access, Object request) {
    String contextPath = ServletAccess.contextPath(access, request);
    if (contextPath == null) {
      contextPath = "";
    }
    String pattern;
    if (ServletAccess.hasMapping(access)) {
      pattern = ServletAccess.mappingPattern(access, request);
    } else {
      pattern = registeredPatterns.patternOf(access, request, contextPath);
    }
    return routes.find(
        ServletAccess.method(access, request),
        contextPath,
        pattern == null ? RegisteredPatterns.DEFAULT : pattern);
  }

  private RouteHandle frameworkRoute(
      @Nullable MethodHandle[] access, Object request, RouteHandle servlet) {
    Object template = ServletAccess.attribute(access, request, BEST_MATCHING_PATTERN);
    return template instanceof String text
            && ServletAccess.attribute(access, request, DISPATCHER_CONTEXT) != null
        ? routes.find(servlet, text)
        : servlet;
  }
}
