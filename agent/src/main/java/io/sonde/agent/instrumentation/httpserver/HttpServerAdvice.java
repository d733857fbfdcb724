package io.sonde.agent.instrumentation.httpserver;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into the JDK's HTTP server. */
final class HttpServerAdvice {

  private HttpServerAdvice() {}

  /** A method whose argument is the exchange. */
  static final class Chain {

    private Chain() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.Argument(0) Object exchange) {
      return SondeHook.enter(ProbeId.JDK_HTTP_SERVER, null, exchange, null);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.Argument(0) Object exchange,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.JDK_HTTP_SERVER, token, null, exchange, null, null, thrown);
    }
  }
}
