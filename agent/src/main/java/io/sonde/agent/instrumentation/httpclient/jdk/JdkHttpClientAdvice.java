package io.sonde.agent.instrumentation.httpclient.jdk;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into the JDK's {@code HttpClient}. */
final class JdkHttpClientAdvice {

  private JdkHttpClientAdvice() {}

  /** {@code send}. */
  static final class Send {

    private Send() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) Object request) {
      return SondeHook.enter(ProbeId.JDK_HTTP_CLIENT, self, request);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object request,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.JDK_HTTP_CLIENT, token, self, request, result, thrown);
    }
  }

  /** {@code sendAsync}. */
  static final class SendAsync {

    private SendAsync() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) Object request) {
      return SondeHook.enter(ProbeId.JDK_HTTP_CLIENT_ASYNC, self, request);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object request,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.JDK_HTTP_CLIENT_ASYNC, token, self, request, result, thrown);
    }
  }

  /** The method behind both that makes the future of the response. */
  static final class Response {

    private Response() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.JDK_HTTP_CLIENT_RESPONSE, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.JDK_HTTP_CLIENT_RESPONSE, token, self, null, result, thrown);
    }
  }
}
