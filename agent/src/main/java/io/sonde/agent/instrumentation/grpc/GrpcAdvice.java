package io.sonde.agent.instrumentation.grpc;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** The code that is inlined into gRPC's clients and servers. */
final class GrpcAdvice {

  private GrpcAdvice() {}

  /** {@code start} of a call. */
  static final class Start {
    private Start() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object call) {
      return SondeHook.enter(ProbeId.GRPC_CALL_START, call);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object call,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.GRPC_CALL_START, token, call, thrown);
    }
  }

  /** {@code setCall}, which gives a call that waited for its channel the one that does the work. */
  static final class Bind {
    private Bind() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object call, @Advice.Argument(0) @Nullable Object real) {
      SondeHook.enter(ProbeId.GRPC_CALL_BIND, call, real);
    }
  }

  /** {@code cancel} of a call that may wait, whose first argument is the status. */
  static final class GiveUp {
    private GiveUp() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.This Object call, @Advice.Argument(0) @Nullable Object status) {
      SondeHook.enter(ProbeId.GRPC_CALL_CLOSE, call, status, call);
    }
  }

  /** {@code closeObserver}, which tells the listener of a call that it is over. */
  static final class Close {
    private Close() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object call, @Advice.Argument(1) @Nullable Object status) {
      SondeHook.enter(ProbeId.GRPC_CALL_CLOSE, call, status);
    }
  }

  /** {@code streamCreated}: a call has arrived. */
  static final class Arrival {
    private Arrival() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Argument(0) @Nullable Object stream, @Advice.Argument(1) @Nullable Object method) {
      SondeHook.enter(ProbeId.GRPC_STREAM_CREATED, stream, method);
    }
  }

  /** {@code startCall} of a server, up to 1.39. */
  static final class StartCall {
    private StartCall() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Argument(0) @Nullable Object stream, @Advice.Argument(2) @Nullable Object method) {
      SondeHook.enter(ProbeId.GRPC_METHOD_FOUND, stream, method);
    }
  }

  /** {@code wrapMethod} of a server, in later versions. */
  static final class WrapMethod {
    private WrapMethod() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Argument(0) @Nullable Object stream, @Advice.Argument(1) @Nullable Object method) {
      SondeHook.enter(ProbeId.GRPC_METHOD_FOUND, stream, method);
    }
  }

  /** {@code close} of a server's stream, with the status that is sent. */
  static final class Send {
    private Send() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object stream, @Advice.Argument(0) @Nullable Object status) {
      SondeHook.enter(ProbeId.GRPC_STATUS_SENT, stream, status);
    }
  }

  /** {@code closed} of what listens to a server's stream. */
  static final class Closed {
    private Closed() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object listener, @Advice.Argument(0) @Nullable Object status) {
      SondeHook.enter(ProbeId.GRPC_STREAM_CLOSED, listener, status);
    }
  }

  /** {@code halfClosed}, in which the method of a server runs that is sent one message. */
  static final class Handle {
    private Handle() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object listener) {
      return SondeHook.enter(ProbeId.GRPC_HANDLE, listener);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object listener,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.GRPC_HANDLE, token, listener, thrown);
    }
  }
}
