package io.sonde.agent.instrumentation.httpclient.okhttp;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into OkHttp. */
final class OkHttpAdvice {

  private OkHttpAdvice() {}

  /** {@code execute} of a call. */
  static final class Execute {

    private Execute() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.OKHTTP_EXECUTE, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.OKHTTP_EXECUTE, token, self, null, result, thrown);
    }
  }

  /** {@code enqueue} of a call. */
  static final class Enqueue {

    private Enqueue() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.OKHTTP_ENQUEUE, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.OKHTTP_ENQUEUE, token, self, thrown);
    }
  }

  /** The method behind both that gets the response. */
  static final class Respond {

    private Respond() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.OKHTTP_RESPOND, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.OKHTTP_RESPOND, token, self, null, result, thrown);
    }
  }

  /** What a call is told when nothing more will be done for it, with an exception or null. */
  static final class Refuse {

    private Refuse() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self, @Advice.Argument(0) @Nullable Object cause) {
      SondeHook.enter(ProbeId.OKHTTP_REFUSE, self, cause);
    }
  }

  /** What the dispatcher is told when an enqueued call is over, however it ended. */
  static final class Finish {

    private Finish() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self, @Advice.Argument(0) Object asyncCall) {
      SondeHook.enter(ProbeId.OKHTTP_FINISH, self, asyncCall);
    }
  }
}
