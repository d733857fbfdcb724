package io.sonde.agent.instrumentation.executor.perthread;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into executors that start a thread for each task. */
final class PerThreadAdvice {

  private PerThreadAdvice() {}

  static final class Start {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) Object thread) {
      return SondeHook.enter(ProbeId.THREAD_START, self, thread);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object thread,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.THREAD_START, token, self, thread, null, thrown);
    }
  }

  static final class Refuse {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.THREAD_REFUSE, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token, @Advice.This Object self, @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.THREAD_REFUSE, token, self, thrown);
    }
  }

  static final class Run {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.FieldValue("executor") Object executor) {
      return SondeHook.enter(ProbeId.THREAD_RUN, executor, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.FieldValue("executor") Object executor,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.THREAD_RUN, token, executor, self, null, thrown);
    }
  }
}
