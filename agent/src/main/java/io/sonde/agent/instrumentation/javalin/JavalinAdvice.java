package io.sonde.agent.instrumentation.javalin;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into Javalin. */
final class JavalinAdvice {

  private JavalinAdvice() {}

  /** A method that is told the handler that comes next. */
  static final class Update {

    private Update() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Argument(1) @Nullable Object handler) {
      SondeHook.enter(ProbeId.JAVALIN_MATCH, handler, null, null);
    }
  }

  /** A method of the handler that comes next. */
  static final class Handle {

    private Handle() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object handler) {
      SondeHook.enter(ProbeId.JAVALIN_MATCH, handler, null, null);
    }
  }
}
