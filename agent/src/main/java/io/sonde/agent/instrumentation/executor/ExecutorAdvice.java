package io.sonde.agent.instrumentation.executor;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into thread pools. */
final class ExecutorAdvice {

  private ExecutorAdvice() {}

  static final class Submit {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) Object task) {
      return SondeHook.enter(ProbeId.EXECUTOR_SUBMIT, self, task);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object task,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.EXECUTOR_SUBMIT, token, self, task, null, thrown);
    }
  }

  static final class Before {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object self,
        @Advice.Argument(0) Object thread,
        @Advice.Argument(1) Object task) {
      SondeHook.enter(ProbeId.EXECUTOR_BEFORE, self, thread, task);
    }
  }

  static final class After {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object self,
        @Advice.Argument(0) Object task,
        @Advice.Argument(1) Object thrown) {
      SondeHook.enter(ProbeId.EXECUTOR_AFTER, self, task, thrown);
    }
  }

  static final class Fail {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self) {
      SondeHook.enter(ProbeId.EXECUTOR_FAIL, self);
    }
  }

  static final class Reject {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self, @Advice.Argument(0) Object task) {
      SondeHook.enter(ProbeId.EXECUTOR_REJECT, self, task);
    }
  }

  static final class Remove {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) Object task) {
      return SondeHook.enter(ProbeId.EXECUTOR_REMOVE, self, task);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object task,
        @Advice.Return boolean removed,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exitCount(ProbeId.EXECUTOR_REMOVE, token, self, task, removed ? 1L : 0L, thrown);
    }
  }
}
