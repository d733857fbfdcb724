package io.sonde.agent.instrumentation.resteasy;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** Code that is inlined into RESTEasy. */
final class ResteasyAdvice {

  private ResteasyAdvice() {}

  /** A method of what calls a resource's method or locator. */
  static final class Invoke {

    private Invoke() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object invoker) {
      SondeHook.enter(ProbeId.RESTEASY_MATCH, invoker, null, null);
    }
  }
}
