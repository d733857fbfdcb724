package io.sonde.agent.instrumentation.executor.forkjoin;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into fork-join pools and their wrappers of tasks. */
final class ForkJoinAdvice {

  private ForkJoinAdvice() {}

  static final class Submit {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) Object task) {
      return SondeHook.enter(ProbeId.FORK_JOIN_SUBMIT, self, task);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object task,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.FORK_JOIN_SUBMIT, token, self, task, null, thrown);
    }
  }

  static final class PoolSubmit {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(1) Object task) {
      return SondeHook.enter(ProbeId.FORK_JOIN_SUBMIT, self, task);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(1) Object task,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.FORK_JOIN_SUBMIT, token, self, task, null, thrown);
    }
  }

  static final class Run {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.FORK_JOIN_RUN, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token, @Advice.This Object self, @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.FORK_JOIN_RUN, token, self, thrown);
    }
  }
}
