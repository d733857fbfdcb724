package io.sonde.agent.instrumentation.httpclient.jetty;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into Jetty's client. */
final class JettyClientAdvice {

  private JettyClientAdvice() {}

  /** {@code send} of a request whose thread waits for the response. */
  static final class Send {

    private Send() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.JETTY_CLIENT_SEND, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.JETTY_CLIENT_SEND, token, self, null, result, thrown);
    }
  }

  /** {@code send} of a request whose result a listener is told of. */
  static final class Begin {

    private Begin() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) @Nullable Object listener) {
      return SondeHook.enter(ProbeId.JETTY_CLIENT_BEGIN, self, listener);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) @Nullable Object listener,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.JETTY_CLIENT_BEGIN, token, self, listener, null, thrown);
    }
  }

  /** The method that tells one listener of a result. */
  static final class Complete {

    private Complete() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Argument(0) @Nullable Object listener,
        @Advice.Argument(1) @Nullable Object result) {
      SondeHook.enter(ProbeId.JETTY_CLIENT_COMPLETE, null, listener, result);
    }
  }
}
