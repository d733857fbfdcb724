package io.sonde.agent.instrumentation.reactornetty;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into reactor-netty's server and into Spring's dispatcher. */
final class ReactorNettyAdvice {

  private ReactorNettyAdvice() {}

  /** What the observer that calls the application's handler is told of a connection's states. */
  static final class Change {

    private Change() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(
        @Advice.Argument(0) @Nullable Object operations,
        @Advice.Argument(1) @Nullable Object state) {
      SondeHook.enter(ProbeId.REACTOR_SERVER_END, null, operations, state);
      return SondeHook.enter(ProbeId.REACTOR_SERVER_REQUEST, null, operations, state);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.Argument(0) @Nullable Object operations,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.REACTOR_SERVER_REQUEST, token, null, operations, null, null, thrown);
    }
  }

  /** What operations are told of the end of their handler's publisher. */
  static final class Completion {

    private Completion() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.This Object operations) {
      SondeHook.enter(ProbeId.REACTOR_SERVER_COMPLETE, operations);
    }
  }

  /** What operations are told of an error that their handler's publisher ended with. */
  static final class Failure {

    private Failure() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object operations, @Advice.Argument(0) @Nullable Object error) {
      SondeHook.enter(ProbeId.REACTOR_SERVER_FAILURE, operations, error);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.This Object operations) {
      SondeHook.enter(ProbeId.REACTOR_SERVER_COMPLETE, operations);
    }
  }

  /** The method that makes a WebSocket of a request. */
  static final class Upgrade {

    private Upgrade() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object operations) {
      return SondeHook.enter(ProbeId.REACTOR_SERVER_UPGRADE, operations);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object operations,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.REACTOR_SERVER_UPGRADE, token, operations, thrown);
    }
  }

  /** The dispatcher's method that is given the handler which it has found. */
  static final class Match {

    private Match() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Argument(0) @Nullable Object exchange) {
      SondeHook.enter(ProbeId.WEBFLUX_MATCH, null, exchange);
    }
  }
}
