package io.sonde.agent.instrumentation.executor.timer;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into timers. */
final class TimerAdvice {

  private TimerAdvice() {}

  static final class Schedule {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(
        @Advice.FieldValue("thread") Object thread,
        @Advice.Argument(0) Object task,
        @Advice.Argument(1) long dueMillis) {
      // the one method of the hook that takes a number
      SondeHook.exitCount(ProbeId.TIMER_DUE, 1L, thread, task, dueMillis, null);
      return SondeHook.enter(ProbeId.TIMER_SCHEDULE, thread, task);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.FieldValue("thread") Object thread,
        @Advice.Argument(0) Object task,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.TIMER_SCHEDULE, token, thread, task, null, thrown);
    }
  }

  static final class Cancel {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.TIMER_CANCEL, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token, @Advice.This Object self, @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.TIMER_CANCEL, token, self, thrown);
    }
  }

  /** Of the two methods by which the thread takes the task that is due. */
  static final class Take {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.FieldValue("queue") Object tasks) {
      SondeHook.enter(ProbeId.TIMER_TAKE, tasks);
    }
  }

  /** Of the first method that the thread calls when a task has returned. */
  static final class Next {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self) {
      SondeHook.enter(ProbeId.TIMER_NEXT, self);
    }
  }

  /** Of the first method that the thread calls when a task has thrown something. */
  static final class Clear {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self) {
      SondeHook.enter(ProbeId.TIMER_CLEAR, self);
    }
  }
}
