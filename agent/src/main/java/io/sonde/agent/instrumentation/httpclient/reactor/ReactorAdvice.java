package io.sonde.agent.instrumentation.httpclient.reactor;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into reactor-netty's client. */
final class ReactorAdvice {

  private ReactorAdvice() {}

  /** The method that is asked for a connection, by the handler of a subscription. */
  static final class Begin {

    private Begin() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.Argument(2) @Nullable Object handler) {
      return SondeHook.enter(ProbeId.REACTOR_BEGIN, handler);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.Argument(2) @Nullable Object handler,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.REACTOR_BEGIN, token, handler, thrown);
    }
  }

  /** The method that gives a handler the operations of a connection. */
  static final class Bind {

    private Bind() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object handler, @Advice.Argument(0) @Nullable Object operations) {
      SondeHook.enter(ProbeId.REACTOR_BIND, handler, operations);
    }
  }

  /** What an observer is told of the states of its connection. */
  static final class Response {

    private Response() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object observer,
        @Advice.Argument(0) @Nullable Object operations,
        @Advice.Argument(1) @Nullable Object state) {
      SondeHook.enter(ProbeId.REACTOR_RESPONSE, observer, operations, state);
    }
  }

  /** The method that says whether to go on after a failure. */
  static final class Failure {

    private Failure() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.This Object handler,
        @Advice.Argument(0) @Nullable Object cause,
        @Advice.Return boolean goesOn) {
      SondeHook.enter(ProbeId.REACTOR_FAILURE, handler, cause, SondeHook.when(goesOn, handler));
    }
  }

  /** What operations are told when nobody waits for them. */
  static final class Cancel {

    private Cancel() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object operations) {
      SondeHook.enter(ProbeId.REACTOR_CANCEL, operations);
    }
  }
}
