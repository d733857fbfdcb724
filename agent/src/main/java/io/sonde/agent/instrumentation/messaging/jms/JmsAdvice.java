package io.sonde.agent.instrumentation.messaging.jms;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** The code that is inlined into JMS providers and listeners. */
final class JmsAdvice {

  private JmsAdvice() {}

  /** {@code send} to the producer's own destination. */
  static final class Send {
    private Send() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object producer) {
      return SondeHook.enter(ProbeId.JMS_SEND, producer);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object producer,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.JMS_SEND, token, producer, thrown);
    }
  }

  /** {@code send} to a destination. */
  static final class SendTo {
    private SendTo() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object producer) {
      return SondeHook.enter(ProbeId.JMS_SEND, producer);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object producer,
        @Advice.Argument(0) @Nullable Object destination,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.JMS_SEND, token, producer, destination, null, thrown);
    }
  }

  /** {@code send} to the producer's own destination, which tells a listener when it is done. */
  static final class SendAsync {
    private SendAsync() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object producer, @Advice.Argument(0) @Nullable Object message) {
      return SondeHook.enter(ProbeId.JMS_SEND_ASYNC, producer, message);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object producer,
        @Advice.Argument(0) @Nullable Object message,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.JMS_SEND_ASYNC, token, producer, message, null, thrown);
    }
  }

  /** {@code send} to a destination, which tells a listener when it is done. */
  static final class SendAsyncTo {
    private SendAsyncTo() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(
        @Advice.This Object producer,
        @Advice.Argument(0) @Nullable Object destination,
        @Advice.Argument(1) @Nullable Object message) {
      return SondeHook.enter(ProbeId.JMS_SEND_ASYNC, producer, message, destination);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object producer,
        @Advice.Argument(1) @Nullable Object message,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.JMS_SEND_ASYNC, token, producer, message, null, thrown);
    }
  }

  /** {@code onCompletion} of a listener that is told when its message was sent. */
  static final class Complete {
    private Complete() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object listener, @Advice.Argument(0) @Nullable Object message) {
      SondeHook.enter(ProbeId.JMS_COMPLETE, listener, message);
    }
  }

  /** {@code onException} of such a listener. */
  static final class Fail {
    private Fail() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object listener,
        @Advice.Argument(0) @Nullable Object message,
        @Advice.Argument(1) @Nullable Object failure) {
      SondeHook.enter(ProbeId.JMS_COMPLETE, listener, message, failure);
    }
  }

  /** {@code receive} and {@code receiveNoWait}. */
  static final class Receive {
    private Receive() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object consumer) {
      return SondeHook.enter(ProbeId.JMS_RECEIVE, consumer);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object consumer,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object message,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.JMS_RECEIVE, token, consumer, null, message, thrown);
    }
  }

  /** {@code onMessage} of a listener. */
  static final class Listen {
    private Listen() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object listener) {
      return SondeHook.enter(ProbeId.JMS_PROCESS, listener);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object listener,
        @Advice.Argument(0) @Nullable Object message,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.JMS_PROCESS, token, listener, message, null, thrown);
    }
  }
}
