package io.sonde.agent.instrumentation.reactornetty;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.LibraryField;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.routes.RouteHandle;
import io.sonde.agent.routes.RouteTable;
import io.sonde.agent.routes.Upgrades;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * The probes of reactor-netty's server. A request is held by its operations, which the library
 * makes for each.
 */
final class ReactorNettyProbes {

  /** Requests that are followed at a time. */
  static final int MAX_REQUESTS = 65_536;

  /** Value of {@link CallState#SERVER}: the thread is inside a handler that is measured. */
  private static final long MEASURED = 4;

  private static final String SERVER = "reactor.netty.http.server.";
  private static final LibraryMethod METHOD =
      new LibraryMethod(SERVER + "HttpServerRequest", "method");
  private static final LibraryMethod STATUS =
      new LibraryMethod(SERVER + "HttpServerResponse", "status");

  /** How much of the response was sent: nothing, the headers, or all of it. */
  private static final LibraryField SENT = new LibraryField("statusAndHeadersSent");

  private static final int NOTHING = 0;
  private static final int ALL = 2;

  /** What the server sends instead, where the rest of a request could not be read. */
  private static final LibraryField ANSWER = new LibraryField("fullHttpResponse");

  private static final String NETTY = "io.netty.handler.codec.http.";
  private static final LibraryMethod METHOD_NAME = new LibraryMethod(NETTY + "HttpMethod", "name");
  private static final LibraryMethod ANSWER_STATUS =
      new LibraryMethod(NETTY + "HttpResponse", "status");
  private static final LibraryMethod CODE = new LibraryMethod(NETTY + "HttpResponseStatus", "code");

  private static final String REQUEST_RECEIVED = "REQUEST_RECEIVED";

  /** What the library gives to readers of a request whose connection is lost. */
  private static final String ABORTED = "reactor.netty.channel.AbortedException";

  /** The pattern of what no framework has matched: the route {@code /*}. */
  private static final String UNMATCHED = "/";

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int OK = 200;

  private final RequestLedger requests;
  private final RouteTable routes;
  private final Upgrades upgrades;
  private final WeakIdentityTable<ServedRequest> served;

  ReactorNettyProbes(ProbeContext context, WeakIdentityTable<ServedRequest> served) {
    this.requests = context.requests();
    this.routes = RouteTable.of(context);
    this.upgrades = Upgrades.of(context);
    this.served = served;
  }

  /** The operations of a request are gone that were never told of an end. */
  static void isGone(ServedRequest request) {
    request.forget();
  }

  private @Nullable ServedRequest of(@Nullable Object operations) {
    return operations == null ? null : served.get(operations);
  }

  /** {@code onStateChange}, for the state in which the observer calls the handler. */
  final class Handling extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object operations, @Nullable Object state) {
      if (operations == null
          || !(state instanceof Enum<?> change)
          || !change.name().equals(REQUEST_RECEIVED)) {
        return 0L;
      }
      long[] thread = CallState.current();
      if (thread[CallState.MUTED] != 0 || thread[CallState.SERVER] != 0) {
        return 0L;
      }
      RouteHandle route = routes.find(methodOf(operations), "", UNMATCHED);
      long startNanos = CallState.now();
      if (!served.add(operations, new ServedRequest(requests, route, startNanos))) {
        return 0L;
      }
      CallState.reset(thread);
      route.started();
      requests.begins(thread, route.ledger(), startNanos);
      thread[CallState.SERVER] = MEASURED;
      return startNanos;
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object self,
        @Nullable Object operations,
        @Nullable Object unused,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      final long nowNanos = CallState.now();
      long[] thread = CallState.current();
      final boolean isOurs = thread[CallState.SERVER] == MEASURED;
      thread[CallState.SERVER] = 0;
      ServedRequest request = of(operations);
      if (request != null
          && operations != null
          && request.leaves(isOurs ? thread : null, nowNanos)) {
        boolean ignored = served.remove(operations, request);
      }
    }
  }

  /** {@code onStateChange}, for the state that operations end with, whether complete or not. */
  final class End extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object operations, @Nullable Object state) {
      // The server's own states are of an enumeration: received. Of the library's states,
      // operations that have received a request get the last one only.
      if (!(state instanceof Enum<?>)) {
        end(operations);
      }
      return 0L;
    }
  }

  /** {@code onOutboundComplete} and {@code onOutboundError} return. */
  final class Completion extends SondeProbe {

    @Override
    public long enter(
        @Nullable Object operations, @Nullable Object first, @Nullable Object second) {
      end(operations);
      return 0L;
    }
  }

  /** {@code onOutboundError}. */
  final class Failure extends SondeProbe {

    @Override
    public long enter(
        @Nullable Object operations, @Nullable Object error, @Nullable Object unused) {
      ServedRequest request = of(operations);
      if (request != null && error != null) {
        request.failed(error.getClass().getName());
      }
      return 0L;
    }
  }

  /** {@code withWebsocketSupport}: other operations take the connection over. */
  final class Upgrade extends SondeProbe {

    @Override
    public long enter(
        @Nullable Object operations, @Nullable Object first, @Nullable Object second) {
      ServedRequest request = of(operations);
      if (operations == null
          || request == null
          || !(SENT.get(operations) instanceof Integer sent)
          || sent != NOTHING) {
        return 0L;
      }
      request.upgrades();
      upgrades.begin(operations, request.route());
      return CallState.now();
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object operations,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      final long nowNanos = CallState.now();
      ServedRequest request = of(operations);
      if (thrown != null || request == null || operations == null) {
        return;
      }
      int status = "CONNECT".equals(methodOf(operations)) ? OK : SWITCHING_PROTOCOLS;
      if (request.ends(nowNanos, status, null)) {
        boolean ignored = served.remove(operations, request);
      }
    }
  }

  /** The dispatcher has found a handler for an exchange. */
  final class Match extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object exchange, @Nullable Object unused) {
      String pattern = WebFluxExchange.pattern(exchange);
      Object operations = pattern == null ? null : WebFluxExchange.operations(exchange);
      ServedRequest request = of(operations);
      if (pattern != null && request != null) {
        String contextPath = WebFluxExchange.contextPath(exchange, operations);
        RouteHandle application =
            contextPath.isEmpty()
                ? request.unmatched()
                : routes.find(methodOf(operations), contextPath, UNMATCHED);
        request.matched(routes.find(application, pattern));
      }
      return 0L;
    }
  }

  private void end(@Nullable Object operations) {
    ServedRequest request = of(operations);
    if (request == null || operations == null) {
      return;
    }
    final long nowNanos = CallState.now();
    int sent = SENT.get(operations) instanceof Integer known ? known : ALL;
    int status = sent == NOTHING || request.isUpgrading() ? 0 : codeOf(operations);
    String error = request.error();
    if (error == null && sent != ALL) {
      error = ABORTED;
    }
    if (request.ends(nowNanos, status, error)) {
      boolean ignored = served.remove(operations, request);
    }
  }

  private static @Nullable String methodOf(@Nullable Object operations) {
    return METHOD_NAME.call(METHOD.call(operations)) instanceof String name ? name : null;
  }

  private static int codeOf(Object operations) {
    Object answer = ANSWER.get(operations);
    Object status = answer == null ? STATUS.call(operations) : ANSWER_STATUS.call(answer);
    return CODE.call(status) instanceof Integer code ? code : 0;
  }
}
