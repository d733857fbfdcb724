package io.sonde.agent.instrumentation.messaging.rabbit;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** The code that is inlined into RabbitMQ's client and its consumers. */
final class RabbitAdvice {

  private RabbitAdvice() {}

  /** {@code basicPublish}. */
  static final class Publish {
    private Publish() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object channel) {
      return SondeHook.enter(ProbeId.RABBIT_PUBLISH, channel);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object channel,
        @Advice.Argument(0) @Nullable Object exchange,
        @Advice.Argument(1) @Nullable Object routingKey,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.RABBIT_PUBLISH, token, channel, exchange, routingKey, null, thrown);
    }
  }

  /** {@code basicGet}. */
  static final class Get {
    private Get() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object channel) {
      return SondeHook.enter(ProbeId.RABBIT_GET, channel);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object channel,
        @Advice.Argument(0) @Nullable Object queue,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object response,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.RABBIT_GET, token, channel, queue, response, thrown);
    }
  }

  /** {@code basicConsume}, before the first delivery. */
  static final class Consume {
    private Consume() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Argument(0) @Nullable Object queue, @Advice.Argument(6) @Nullable Object consumer) {
      SondeHook.enter(ProbeId.RABBIT_CONSUME, consumer, queue);
    }
  }

  /** {@code handleDelivery} of a consumer. */
  static final class Deliver {
    private Deliver() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object consumer) {
      return SondeHook.enter(ProbeId.RABBIT_DELIVER, consumer);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object consumer,
        @Advice.Argument(1) @Nullable Object envelope,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.RABBIT_DELIVER, token, consumer, envelope, null, thrown);
    }
  }
}
