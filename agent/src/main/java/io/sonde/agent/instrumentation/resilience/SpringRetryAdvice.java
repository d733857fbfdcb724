package io.sonde.agent.instrumentation.resilience;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into Spring's retry template. */
final class SpringRetryAdvice {

  private SpringRetryAdvice() {}

  /** {@code doExecute(callback, recovery, state)}. */
  static final class Execute {
    private Execute() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(
        @Advice.This Object template,
        @Advice.Argument(0) Object callback,
        @Advice.Argument(2) Object state) {
      return SondeHook.enter(ProbeId.SPRING_RETRY, template, callback, state);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object template,
        @Advice.Argument(0) Object callback,
        @Advice.Argument(2) Object state,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.SPRING_RETRY, token, template, callback, state, null, thrown);
    }
  }

  /** {@code open(policy, state)}, by which a call is begun or, if it has a state, found again. */
  static final class Open {
    private Open() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object template, @Advice.Argument(1) Object state) {
      return SondeHook.enter(ProbeId.SPRING_RETRY_OPEN, template, state);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object template,
        @Advice.Argument(1) Object state,
        @Advice.Return Object context,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.SPRING_RETRY_OPEN, token, template, state, context, thrown);
    }
  }

  /** {@code registerThrowable(policy, state, context, throwable)}. */
  static final class Failure {
    private Failure() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object template) {
      SondeHook.enter(ProbeId.SPRING_RETRY_FAILURE, template);
    }
  }

  /** {@code handleRetryExhausted(recovery, context, state)}. */
  static final class Exhausted {
    private Exhausted() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object template) {
      SondeHook.enter(ProbeId.SPRING_RETRY_EXHAUSTED, template);
    }
  }
}
