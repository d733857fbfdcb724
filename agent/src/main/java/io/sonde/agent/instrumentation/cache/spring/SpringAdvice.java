package io.sonde.agent.instrumentation.cache.spring;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into Spring's cache managers. */
final class SpringAdvice {

  private SpringAdvice() {}

  /** A method that returns a cache. */
  static final class Made {
    private Made() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.Return Object cache) {
      SondeHook.enter(ProbeId.SPRING_CACHE, cache);
    }
  }

  /** {@code decorateCache(cache)}. */
  static final class Given {
    private Given() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Argument(0) Object cache) {
      SondeHook.enter(ProbeId.SPRING_CACHE, cache);
    }
  }
}
