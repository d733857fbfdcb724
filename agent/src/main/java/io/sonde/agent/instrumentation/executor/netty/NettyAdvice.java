package io.sonde.agent.instrumentation.executor.netty;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into Netty's executors of one thread. */
final class NettyAdvice {

  private NettyAdvice() {}

  static final class Submit {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(
        @Advice.This Object self,
        @Advice.Argument(0) Object task,
        @Advice.FieldValue("thread") Object thread) {
      return SondeHook.enter(ProbeId.NETTY_SUBMIT, self, task, thread);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object task,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.NETTY_SUBMIT, token, self, task, null, thrown);
    }
  }

  /** Of a static method. */
  static final class Run {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.Argument(0) Object task) {
      return SondeHook.enter(ProbeId.NETTY_RUN, null, task);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.Argument(0) Object task,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.NETTY_RUN, token, null, task, null, thrown);
    }
  }
}
