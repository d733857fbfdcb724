package io.sonde.agent.instrumentation.executor.jetty;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into Jetty's thread pool. */
final class JettyAdvice {

  private JettyAdvice() {}

  static final class Submit {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) Object job) {
      return SondeHook.enter(ProbeId.JETTY_SUBMIT, self, job);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object job,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.JETTY_SUBMIT, token, self, job, null, thrown);
    }
  }

  static final class Run {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) Object job) {
      return SondeHook.enter(ProbeId.JETTY_RUN, self, job);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object job,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.JETTY_RUN, token, self, job, null, thrown);
    }
  }
}
