package io.sonde.agent.instrumentation.executor.jboss;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into JBoss's executor. */
final class JbossAdvice {

  private JbossAdvice() {}

  static final class Submit {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) Object task) {
      return SondeHook.enter(ProbeId.JBOSS_SUBMIT, self, task);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object task,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.JBOSS_SUBMIT, token, self, task, null, thrown);
    }
  }

  static final class Reject {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self, @Advice.Argument(0) Object task) {
      SondeHook.enter(ProbeId.JBOSS_REJECT, self, task);
    }
  }

  /** Of a method of the executor with the task as its argument. */
  static final class SafeRun {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) Object task) {
      return SondeHook.enter(ProbeId.JBOSS_RUN, self, task);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object task,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.JBOSS_RUN, token, self, task, null, thrown);
    }
  }

  /** Of a method of the task, an inner class of the executor. */
  static final class Run {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.FieldValue("this$0") Object executor) {
      return SondeHook.enter(ProbeId.JBOSS_RUN, executor, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.FieldValue("this$0") Object executor,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.JBOSS_RUN, token, executor, self, null, thrown);
    }
  }
}
