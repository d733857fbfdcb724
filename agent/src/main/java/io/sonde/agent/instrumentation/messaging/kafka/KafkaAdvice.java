package io.sonde.agent.instrumentation.messaging.kafka;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** The code that is inlined into Kafka's clients. */
final class KafkaAdvice {

  private KafkaAdvice() {}

  /** {@code doSend(record, callback)}, which every {@code send} calls. */
  static final class Send {
    private Send() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object producer, @Advice.Argument(0) @Nullable Object record) {
      return SondeHook.enter(ProbeId.KAFKA_SEND, producer, record);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object producer,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.KAFKA_SEND, token, producer, null, result, thrown);
    }
  }

  /** {@code tryAppend} of a batch, which returns null if it is full. */
  static final class Append {
    private Append() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Argument(4) @Nullable Object callback,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object future) {
      SondeHook.enter(ProbeId.KAFKA_APPEND, callback, future);
    }
  }

  /** {@code onCompletion} of the producer's own callback, once for each record of a batch. */
  static final class Complete {
    private Complete() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object callback, @Advice.Argument(1) @Nullable Object failure) {
      SondeHook.enter(ProbeId.KAFKA_COMPLETE, callback, failure);
    }
  }

  /** {@code poll} of a consumer. */
  static final class Poll {
    private Poll() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object consumer) {
      return SondeHook.enter(ProbeId.KAFKA_POLL, consumer);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object consumer,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object records,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.KAFKA_POLL, token, consumer, null, records, thrown);
    }
  }

  /** {@code close} of a consumer. */
  static final class Close {
    private Close() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object consumer) {
      SondeHook.enter(ProbeId.KAFKA_CLOSE, consumer);
    }
  }
}
