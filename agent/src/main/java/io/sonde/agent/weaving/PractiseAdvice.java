package io.sonde.agent.weaving;

import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** Advice of the fullest shape that technologies use. */
final class PractiseAdvice {

  private PractiseAdvice() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static long enter(@Advice.This Object self, @Advice.Argument(0) Object argument) {
    return SondeHook.enter(SondeHook.ADVICE, self, argument);
  }

  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Enter long token,
      @Advice.This Object self,
      @Advice.Argument(0) Object argument,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) Object result,
      @Advice.Thrown Throwable thrown) {
    SondeHook.exit(SondeHook.ADVICE, token, self, argument, result, thrown);
  }
}
