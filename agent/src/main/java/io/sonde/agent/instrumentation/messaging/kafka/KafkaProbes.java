package io.sonde.agent.instrumentation.messaging.kafka;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.messaging.Destination;
import io.sonde.agent.instrumentation.messaging.Destinations;
import io.sonde.agent.instrumentation.messaging.Operation;
import io.sonde.bootstrap.SondeProbe;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The probes of Kafka's clients.
 *
 * <p>A record that is sent is measured on three occasions: {@code doSend} begins it; if a batch
 * takes it, it is noted by its callback, and ends when that is told so, on the producer's own
 * thread; if none does, it ends with {@code doSend}.
 */
final class KafkaProbes {

  private static final LibraryMethod TOPIC =
      new LibraryMethod("org.apache.kafka.clients.producer.ProducerRecord", "topic");

  /** What {@code doSend} returns for a record that no batch took; it is done. */
  private static final String FAILED =
      "org.apache.kafka.clients.producer.KafkaProducer$FutureFailure";

  private final Destinations topics;
  private final SentRecords sent;
  private final Consumers consumers;

  KafkaProbes(Destinations topics, SentRecords sent, Consumers consumers) {
    this.topics = topics;
    this.sent = sent;
    this.consumers = consumers;
  }

  static void install(ProbeContext context) {
    Destinations topics = new Destinations(context, "kafka");
    SentRecords sent = new SentRecords(context.sideTable("kafka_records", SentRecords.MAX_OLD));
    Consumers consumers =
        new Consumers(topics, context.sideTable("kafka_consumers", Consumers.MAX_CONSUMERS));
    TopicLags lags = new TopicLags(topics, context.registry());
    KafkaProbes probes = new KafkaProbes(topics, sent, consumers);
    context.install(ProbeId.KAFKA_SEND, probes.new Send());
    context.install(ProbeId.KAFKA_APPEND, probes.new Append());
    context.install(ProbeId.KAFKA_COMPLETE, probes.new Complete());
    context.install(ProbeId.KAFKA_POLL, probes.new Poll());
    context.install(ProbeId.KAFKA_CLOSE, probes.new Close());
    context.beforeReading(() -> sent.sweep(CallState.now()));
    context.beforeReading(() -> lags.refresh(consumers));
  }

  /** {@code doSend}. */
  final class Send extends SondeProbe {

    @Override
    public long enter(@Nullable Object producer, @Nullable Object record, @Nullable Object second) {
      long[] state = CallState.current();
      if (state[CallState.MUTED] != 0 || state[CallState.MESSAGE_OUTER_START] != 0) {
        return 0L;
      }
      // a serialiser or the callback of a failure may send, too
      state[CallState.MESSAGE_OUTER_START] = state[CallState.MESSAGE_START];
      state[CallState.MESSAGE_OUTER_DESTINATION] = state[CallState.MESSAGE_DESTINATION];
      state[CallState.MESSAGE_DESTINATION] = topics.of(TOPIC.call(record)).number();
      long startNanos = CallState.now();
      state[CallState.MESSAGE_START] = startNanos;
      return startNanos;
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object producer,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      final long elapsedNanos = CallState.now() - startNanos;
      long[] state = CallState.current();
      final long number = state[CallState.MESSAGE_DESTINATION];
      state[CallState.MESSAGE_START] = state[CallState.MESSAGE_OUTER_START];
      state[CallState.MESSAGE_DESTINATION] = state[CallState.MESSAGE_OUTER_DESTINATION];
      state[CallState.MESSAGE_OUTER_START] = 0;
      if (state[CallState.MESSAGE_TAKEN] == startNanos) {
        return;
      }
      Throwable failure = thrown != null ? thrown : failure(result);
      if (failure != null) {
        topics.numbered(number).record(Operation.SEND, elapsedNanos, failure);
      }
    }

    private static @Nullable Throwable failure(@Nullable Object result) {
      if (!(result instanceof Future<?> future) || !result.getClass().getName().equals(FAILED)) {
        return null;
      }
      try {
        Object unused = future.get();
        return null;
      } catch (ExecutionException e) {
        return e.getCause();
      } catch (InterruptedException notThrownWhenDone) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
  }

  /** {@code tryAppend}, when it is left; told of the callback and, if it was taken, the future. */
  final class Append extends SondeProbe {

    @Override
    public long enter(@Nullable Object callback, @Nullable Object future, @Nullable Object second) {
      long[] state = CallState.current();
      long startNanos = state[CallState.MESSAGE_START];
      if (startNanos != 0 && callback != null && future != null) {
        state[CallState.MESSAGE_START] = 0;
        state[CallState.MESSAGE_TAKEN] = startNanos;
        sent.add(callback, topics.numbered(state[CallState.MESSAGE_DESTINATION]), startNanos);
      }
      return 0L;
    }
  }

  /** {@code onCompletion}. */
  final class Complete extends SondeProbe {

    @Override
    public long enter(@Nullable Object callback, @Nullable Object thrown, @Nullable Object second) {
      if (callback != null) {
        Throwable failure = thrown instanceof Throwable cause ? cause : null;
        sent.complete(callback, failure, CallState.now());
      }
      return 0L;
    }
  }

  /** {@code poll}. */
  final class Poll extends SondeProbe {

    @Override
    public long enter(@Nullable Object consumer, @Nullable Object first, @Nullable Object second) {
      if (consumer == null || CallState.current()[CallState.MUTED] != 0) {
        return 0L;
      }
      long nowNanos = CallState.now();
      consumers.asks(consumer, nowNanos);
      return nowNanos;
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object consumer,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object records,
        @Nullable Throwable thrown) {
      long endNanos = CallState.now();
      if (consumer != null) {
        Destination topic = consumers.isGiven(consumer, records, endNanos);
        topic.record(Operation.POLL, endNanos - startNanos, thrown);
      }
    }
  }

  /** {@code close}. */
  final class Close extends SondeProbe {

    @Override
    public long enter(@Nullable Object consumer, @Nullable Object first, @Nullable Object second) {
      if (consumer != null) {
        consumers.closes(consumer, CallState.now());
      }
      return 0L;
    }
  }
}
