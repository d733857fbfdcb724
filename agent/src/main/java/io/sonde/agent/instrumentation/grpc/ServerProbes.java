package io.sonde.agent.instrumentation.grpc;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.LibraryField;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.requests.RouteLedger;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * The probes of servers. A call is held by its stream, which every transport has one of for each.
 *
 * <p>What a client calls its method stands nowhere until the server has found that method.
 */
final class ServerProbes {

  /** Calls that are followed at a time. */
  static final int MAX_CALLS = 65_536;

  static final LibraryMethod FULL_NAME =
      new LibraryMethod("io.grpc.MethodDescriptor", "getFullMethodName");

  private static final LibraryMethod DESCRIPTOR =
      new LibraryMethod("io.grpc.ServerMethodDefinition", "getMethodDescriptor");
  private static final LibraryField STREAM = new LibraryField("stream");

  private static final LibraryField CALL = new LibraryField("call");

  private static final LibraryMethod TYPE =
      new LibraryMethod("io.grpc.MethodDescriptor", "getType");
  private static final LibraryMethod IS_SENT_ONE =
      new LibraryMethod("io.grpc.MethodDescriptor$MethodType", "clientSendsOneMessage");

  private final RequestLedger requests;
  private final GrpcMethods methods;
  private final WeakIdentityTable<GrpcCall> calls;

  private ServerProbes(ProbeContext context) {
    this.requests = context.requests();
    this.methods = new GrpcMethods(context, Side.SERVER);
    this.calls = context.sideTable("grpc_server_calls", MAX_CALLS, GrpcCall::forget);
  }

  static void install(ProbeContext context) {
    ServerProbes probes = new ServerProbes(context);
    context.install(ProbeId.GRPC_STREAM_CREATED, probes.new Arrival());
    context.install(ProbeId.GRPC_METHOD_FOUND, probes.new Found());
    context.install(ProbeId.GRPC_HANDLE, probes.new Handle());
    context.install(ProbeId.GRPC_STATUS_SENT, probes.new Sent());
    context.install(ProbeId.GRPC_STREAM_CLOSED, probes.new Closed());
  }

  /** {@code streamCreated}. */
  final class Arrival extends SondeProbe {

    @Override
    public long enter(@Nullable Object stream, @Nullable Object name, @Nullable Object second) {
      if (stream != null) {
        GrpcCall call = new GrpcCall(CallState.now(), methods.known(name));
        if (!calls.add(stream, call)) {
          call.forget();
        }
      }
      return 0L;
    }
  }

  /** The server has found the method that a call is of. */
  final class Found extends SondeProbe {

    @Override
    public long enter(@Nullable Object stream, @Nullable Object found, @Nullable Object second) {
      GrpcCall call = stream == null ? null : calls.get(stream);
      if (call != null && call.isMethodUnknown()) {
        Object descriptor = DESCRIPTOR.call(found);
        GrpcMethod method = methods.find(FULL_NAME.call(descriptor));
        if (Boolean.TRUE.equals(IS_SENT_ONE.call(TYPE.call(descriptor)))) {
          method.isServedBy(requests);
        }
        call.isOf(method);
      }
      return 0L;
    }
  }

  /**
   * {@code halfClosed}: the method runs, if it is sent one message only, as a request of the route
   * {@code /Service/Method}; unless the thread works for another request, whose part it then is.
   */
  final class Handle extends SondeProbe {

    @Override
    public long enter(@Nullable Object listener, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (state[CallState.MUTED] != 0 || requests.isBusy(state)) {
        return 0L;
      }
      GrpcCall call = callOf(listener);
      GrpcMethod method = call == null ? null : call.method();
      RouteLedger ledger = method == null ? null : method.ledger();
      if (method == null || ledger == null) {
        return 0L;
      }
      state[CallState.SERVER_ROUTE] = method.number();
      long startNanos = CallState.now();
      requests.begins(state, ledger, startNanos);
      return startNanos;
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object listener,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      final long endNanos = CallState.now();
      long[] state = CallState.current();
      GrpcMethod method = methods.numbered(state[CallState.SERVER_ROUTE]);
      state[CallState.SERVER_ROUTE] = 0;
      RouteLedger ledger = method == null ? null : method.ledger();
      if (ledger == null) {
        return;
      }
      GrpcCall call = callOf(listener);
      if (call != null && !call.isAnswered() && thrown == null) {
        long[] left = requests.leaves(state, ledger, endNanos);
        call.isLeft(new GrpcCall.Left(left, ledger, startNanos, endNanos));
        if (call.isAnswered()) {
          // in this moment, by another thread
          settle(call, CallState.now(), call.sentOr(GrpcStatus.OK));
        }
      } else if (requests.ends(state, ledger, startNanos, endNanos)) {
        int code = call == null ? GrpcStatus.OK : call.sentOr(GrpcStatus.OK);
        String error = thrown == null ? GrpcStatus.errorOf(code) : thrown.getClass().getName();
        requests.keep(state, ledger, endNanos - startNanos, 0, error, null);
      }
    }
  }

  private @Nullable GrpcCall callOf(@Nullable Object listener) {
    Object stream = STREAM.get(CALL.get(listener));
    return stream == null ? null : calls.get(stream);
  }

  /** A call is answered; its request ends if the handler's thread has left it before. */
  private void settle(GrpcCall call, long nowNanos, int code) {
    GrpcCall.Left left = call.takeLeft();
    if (left != null
        && requests.endsAsync(left.state, left.ledger, left.startNanos, left.leftNanos, nowNanos)) {
      long durationNanos = nowNanos - left.startNanos;
      String error = GrpcStatus.errorOf(code);
      requests.keep(left.state, left.ledger, durationNanos, 0, error, null);
    }
  }

  /** {@code close} of a stream. */
  final class Sent extends SondeProbe {

    @Override
    public long enter(@Nullable Object stream, @Nullable Object status, @Nullable Object second) {
      GrpcCall call = stream == null ? null : calls.get(stream);
      if (call != null) {
        int code = GrpcStatus.codeOf(status);
        call.sends(code);
        settle(call, CallState.now(), code);
      }
      return 0L;
    }
  }

  /** {@code closed}: the transport is done with a stream, or it was cancelled. */
  final class Closed extends SondeProbe {

    @Override
    public long enter(@Nullable Object listener, @Nullable Object status, @Nullable Object second) {
      final long endNanos = CallState.now();
      Object stream = STREAM.get(listener);
      GrpcCall call = stream == null ? null : calls.remove(stream);
      if (call != null) {
        int closed = GrpcStatus.codeOf(status);
        int code = closed == GrpcStatus.OK ? call.sentOr(closed) : closed;
        call.end(endNanos, code, methods.unknown());
        settle(call, endNanos, code);
      }
      return 0L;
    }
  }
}
