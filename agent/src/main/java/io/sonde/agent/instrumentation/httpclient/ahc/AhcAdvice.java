package io.sonde.agent.instrumentation.httpclient.ahc;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into AsyncHttpClient. */
final class AhcAdvice {

  private AhcAdvice() {}

  /** The method that makes a call's future. */
  static final class Begin {

    private Begin() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.Argument(0) @Nullable Object request) {
      return SondeHook.enter(ProbeId.AHC_BEGIN, request);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.Argument(0) @Nullable Object request,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object future,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.AHC_BEGIN, token, request, null, future, thrown);
    }
  }

  /** The method that looks at a response's status and headers. */
  static final class Response {

    private Response() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Argument(1) @Nullable Object future, @Advice.Argument(4) @Nullable Object status) {
      SondeHook.enter(ProbeId.AHC_RESPONSE, future, status);
    }
  }

  /** What a future is told when its response is there. */
  static final class Done {

    private Done() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object future) {
      SondeHook.enter(ProbeId.AHC_DONE, future);
    }
  }

  /** What a future is told when there will be no response. */
  static final class Abort {

    private Abort() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object future, @Advice.Argument(0) @Nullable Object cause) {
      SondeHook.enter(ProbeId.AHC_ABORT, future, cause);
    }
  }

  /** What the application tells a future that it no longer wants. */
  static final class Cancel {

    private Cancel() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object future) {
      SondeHook.enter(ProbeId.AHC_CANCEL, future);
    }
  }
}
