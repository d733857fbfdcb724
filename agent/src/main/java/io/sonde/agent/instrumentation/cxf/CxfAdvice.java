package io.sonde.agent.instrumentation.cxf;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into CXF. */
final class CxfAdvice {

  private CxfAdvice() {}

  /** A method that is told what a message has matched. */
  static final class Match {

    private Match() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Argument(0) @Nullable Object operation,
        @Advice.Argument(2) @Nullable Object message) {
      SondeHook.enter(ProbeId.CXF_MATCH, null, operation, message);
    }
  }
}
