package io.sonde.agent.instrumentation.jersey;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into Jersey. */
final class JerseyAdvice {

  private JerseyAdvice() {}

  /** A method that is told the templates of a resource and of its method. */
  static final class Match {

    private Match() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Argument(0) @Nullable Object resource,
        @Advice.Argument(1) @Nullable Object method) {
      SondeHook.enter(ProbeId.JERSEY_MATCH, null, resource, method);
    }
  }
}
