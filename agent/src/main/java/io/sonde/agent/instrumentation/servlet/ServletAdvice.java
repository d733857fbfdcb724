package io.sonde.agent.instrumentation.servlet;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into servlets and filters. */
final class ServletAdvice {

  private ServletAdvice() {}

  /** A method whose first two arguments are the request and the response. */
  static final class Serve {

    private Serve() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.Argument(0) Object request, @Advice.Argument(1) Object response) {
      return SondeHook.enter(ProbeId.SERVLET_SERVICE, null, request, response);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.Argument(0) Object request,
        @Advice.Argument(1) Object response,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.SERVLET_SERVICE, token, null, request, response, null, thrown);
    }
  }

  /** Spring's {@code SseEmitter} says what its stream is, before the request goes on elsewhere. */
  static final class EventStream {

    private EventStream() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object emitter) {
      SondeHook.enter(ProbeId.SPRING_EVENT_STREAM, emitter);
    }
  }
}
