package io.sonde.agent.instrumentation.grpc;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.LibraryField;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.bootstrap.SondeProbe;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * The probes of clients.
 *
 * <p>A call is held by the object that does its work. One that waits for its channel's
 * configuration is held by the object that waits, until the other one is started: {@link Bind} says
 * which that is. It may do so before the waiting one is started, but what it names is started after
 * both.
 */
final class ClientProbes {

  /** Calls that are followed at a time. */
  static final int MAX_CALLS = 65_536;

  private static final LibraryField METHOD = new LibraryField("method");
  private static final LibraryField REAL_CALL = new LibraryField("realCall");
  private static final LibraryField ERROR = new LibraryField("error");
  private static final LibraryMethod FULL_NAME = ServerProbes.FULL_NAME;

  private final RequestLedger requests;
  private final GrpcMethods methods;
  private final WeakIdentityTable<GrpcCall> calls;

  /** By the object that does the work, the one that waited. */
  private final WeakIdentityTable<WeakReference<Object>> waiting;

  private ClientProbes(ProbeContext context) {
    this.requests = context.requests();
    this.methods = new GrpcMethods(context, Side.CLIENT);
    this.calls = context.sideTable("grpc_client_calls", MAX_CALLS, GrpcCall::forget);
    this.waiting = context.sideTable("grpc_waiting_calls", MAX_CALLS);
  }

  static void install(ProbeContext context) {
    ClientProbes probes = new ClientProbes(context);
    context.install(ProbeId.GRPC_CALL_START, probes.new Start());
    context.install(ProbeId.GRPC_CALL_BIND, probes.new Bind());
    context.install(ProbeId.GRPC_CALL_CLOSE, probes.new Close());
  }

  /** {@code start}: begins a call, unless it began while it waited for its channel. */
  final class Start extends SondeProbe {

    @Override
    public long enter(@Nullable Object call, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (call == null
          || state[CallState.MUTED] != 0
          || calls.get(call) != null
          || goesOn(call)
          || REAL_CALL.get(call) != null
          || !(FULL_NAME.call(METHOD.get(call)) instanceof String name)) {
        return 0L;
      }
      long startNanos = CallState.now();
      GrpcCall begun = new GrpcCall(startNanos, methods.find(name));
      begun.isHandedOver(requests, requests.handsOver(state));
      requests.outgoing(state);
      if (!calls.add(call, begun)) {
        begun.forget();
        return 0L;
      }
      return startNanos;
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object call,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      if (thrown != null) {
        // nobody will be told of an end
        end(call, CallState.now(), GrpcStatus.UNKNOWN);
      }
    }
  }

  /** Whether what is started does the work of a call that began when it waited. */
  private boolean goesOn(Object started) {
    WeakReference<Object> link = waiting.remove(started);
    Object waited = link == null ? null : link.get();
    GrpcCall call = waited == null ? null : calls.remove(waited);
    if (call == null) {
      return false;
    }
    if (!calls.add(started, call)) {
      call.forget();
    }
    return true;
  }

  /** {@code setCall}. */
  final class Bind extends SondeProbe {

    @Override
    public long enter(@Nullable Object waits, @Nullable Object real, @Nullable Object second) {
      if (waits != null && real != null) {
        boolean unused = waiting.add(real, new WeakReference<>(waits));
      }
      return 0L;
    }
  }

  /**
   * The listener is told of the end. Who gave up waiting is given twice, and known by its error:
   * without one, it waited no more.
   */
  final class Close extends SondeProbe {

    @Override
    public long enter(@Nullable Object call, @Nullable Object status, @Nullable Object waits) {
      final long endNanos = CallState.now();
      if (waits == null || ERROR.get(waits) != null) {
        end(call, endNanos, GrpcStatus.codeOf(status));
      }
      return 0L;
    }
  }

  private void end(@Nullable Object call, long endNanos, int code) {
    GrpcCall ended = call == null ? null : calls.remove(call);
    if (ended != null) {
      ended.end(endNanos, code, methods.unknown());
    }
  }
}
