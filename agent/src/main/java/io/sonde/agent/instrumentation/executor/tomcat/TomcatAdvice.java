package io.sonde.agent.instrumentation.executor.tomcat;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into Tomcat's thread pool. */
final class TomcatAdvice {

  private TomcatAdvice() {}

  static final class Submit {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) Object task) {
      return SondeHook.enter(ProbeId.TOMCAT_SUBMIT, self, task);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object task,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.TOMCAT_SUBMIT, token, self, task, null, thrown);
    }
  }

  static final class Before {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object self,
        @Advice.Argument(0) Object thread,
        @Advice.Argument(1) Object task) {
      SondeHook.enter(ProbeId.TOMCAT_BEFORE, self, thread, task);
    }
  }

  static final class After {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object self,
        @Advice.Argument(0) Object task,
        @Advice.Argument(1) Object thrown) {
      SondeHook.enter(ProbeId.TOMCAT_AFTER, self, task, thrown);
    }
  }

  static final class Reject {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) Object task) {
      return SondeHook.enter(ProbeId.TOMCAT_REJECT, self, task);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object task,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.TOMCAT_REJECT, token, self, task, null, thrown);
    }
  }

  static final class Remove {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) Object task) {
      return SondeHook.enter(ProbeId.TOMCAT_REMOVE, self, task);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object task,
        @Advice.Return boolean removed,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exitCount(ProbeId.TOMCAT_REMOVE, token, self, task, removed ? 1L : 0L, thrown);
    }
  }
}
