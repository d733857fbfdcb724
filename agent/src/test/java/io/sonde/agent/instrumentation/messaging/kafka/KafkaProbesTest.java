package io.sonde.agent.instrumentation.messaging.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.messaging.Destination;
import io.sonde.agent.instrumentation.messaging.Destinations;
import io.sonde.bootstrap.SondeHook;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The probes as Kafka's methods call them, with its records and without a broker. */
final class KafkaProbesTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ProbeContext context =
      new ProbeContext(
          registry, new Duration[] {Duration.ofMillis(1)}, new Duration[0], new double[0]);

  @BeforeEach
  void install() {
    KafkaProbes.install(context);
  }

  @AfterEach
  void uninstall() {
    SondeHook.uninstall();
  }

  private static ProducerRecord<String, String> to(String topic) {
    return new ProducerRecord<>(topic, "value");
  }

  private static long begin(String topic) {
    return SondeHook.enter(ProbeId.KAFKA_SEND, "producer", to(topic));
  }

  private static void end(long token, @Nullable Throwable thrown) {
    SondeHook.exit(ProbeId.KAFKA_SEND, token, "producer", null, null, thrown);
  }

  /** Sends a record that a batch takes; returns the callback. */
  private static Object send(String topic) {
    Object callback = new Object();
    long token = begin(topic);
    SondeHook.enter(ProbeId.KAFKA_APPEND, callback, null);
    SondeHook.enter(ProbeId.KAFKA_APPEND, callback, "future");
    end(token, null);
    return callback;
  }

  private static void complete(Object callback, @Nullable Throwable failure) {
    SondeHook.enter(ProbeId.KAFKA_COMPLETE, callback, failure);
  }

  private long count(String meter, String topic, String operation, String error) {
    Timer timer =
        registry
            .find(meter)
            .tags(
                "messaging_system",
                "kafka",
                "messaging_destination_name",
                topic,
                "messaging_operation_name",
                operation,
                "error_type",
                error)
            .timer();
    return timer == null ? 0 : timer.count();
  }

  private long sent(String topic, String error) {
    return count("messaging.client.operation.duration", topic, "send", error);
  }

  @Test
  void record_inABatch_isRecordedWhenItsCallbackIsToldOnce() {
    Object callback = send("orders");
    assertThat(sent("orders", "")).isZero();
    complete(callback, null);
    complete(callback, null);
    assertThat(sent("orders", "")).isEqualTo(1);
    complete(send("orders"), new IllegalStateException("refused"));
    assertThat(sent("orders", "java.lang.IllegalStateException")).isEqualTo(1);
    complete(new Object(), null);
    assertThat(sent("orders", "")).isEqualTo(1);
  }

  @Test
  void record_thatNoBatchTook_isRecordedWithItsException() {
    end(begin("orders"), new IllegalArgumentException("refused"));
    assertThat(sent("orders", "java.lang.IllegalArgumentException")).isEqualTo(1);
  }

  @Test
  void record_inABatch_thoughSendThrows_isRecordedOnce() {
    Object callback = new Object();
    long token = begin("orders");
    SondeHook.enter(ProbeId.KAFKA_APPEND, callback, "future");
    end(token, new IllegalStateException("no transaction"));
    complete(callback, null);
    assertThat(sent("orders", "")).isEqualTo(1);
    assertThat(sent("orders", "java.lang.IllegalStateException")).isZero();
  }

  @Test
  void records_sentWithinOneThatFails_countForTheirOwnTopic() {
    long outer = begin("orders");
    Object callback = send("dead-letters");
    end(outer, new IllegalStateException("too large"));
    complete(callback, null);
    assertThat(sent("orders", "java.lang.IllegalStateException")).isEqualTo(1);
    assertThat(sent("dead-letters", "")).isEqualTo(1);
  }

  @Test
  void records_sentBySerialiser_leaveTheOuterOneItsOwn() {
    Object callback = new Object();
    long outer = begin("orders");
    complete(send("schemas"), null);
    SondeHook.enter(ProbeId.KAFKA_APPEND, callback, "future");
    end(outer, null);
    complete(callback, null);
    assertThat(sent("orders", "")).isEqualTo(1);
    assertThat(sent("schemas", "")).isEqualTo(1);
  }

  private static ConsumerRecords<String, String> records(String... topics) {
    Map<TopicPartition, List<ConsumerRecord<String, String>>> all = new HashMap<>();
    for (int i = 0; i < topics.length; i++) {
      ConsumerRecord<String, String> record = new ConsumerRecord<>(topics[i], i, 0, "key", "value");
      all.put(new TopicPartition(topics[i], i), List.of(record, record));
    }
    return new ConsumerRecords<>(all);
  }

  private static void poll(Object consumer, @Nullable Object records) {
    long token = SondeHook.enter(ProbeId.KAFKA_POLL, consumer);
    SondeHook.exit(ProbeId.KAFKA_POLL, token, consumer, null, records, null);
  }

  private long worked(String topic) {
    return count("messaging.process.duration", topic, "process", "");
  }

  private double consumed(String topic) {
    return registry
        .get("messaging.client.consumed.messages")
        .tags("messaging_destination_name", topic)
        .counter()
        .count();
  }

  @Test
  void poll_records_areWorkedForUntilTheNextPollOrTheEnd() {
    Object consumer = new Object();
    poll(consumer, records("orders"));
    assertThat(worked("orders")).isZero();
    poll(consumer, records());
    poll(consumer, records());
    assertThat(worked("orders")).isEqualTo(1);
    poll(consumer, records("orders", "audit"));
    SondeHook.enter(ProbeId.KAFKA_CLOSE, consumer);
    SondeHook.enter(ProbeId.KAFKA_CLOSE, consumer);
    assertThat(worked("")).isEqualTo(1);
    assertThat(consumed("orders")).isEqualTo(4);
    assertThat(consumed("audit")).isEqualTo(2);
    assertThat(count("messaging.client.operation.duration", "", "poll", "")).isEqualTo(3);
    assertThat(count("messaging.client.operation.duration", "orders", "poll", "")).isEqualTo(1);
  }

  @Test
  void records_thatWaitLongOrAreMany_areFoundInTheWeakTable() {
    WeakIdentityTable<SentRecords.Sent> old = new WeakIdentityTable<>("test", 200_000);
    SentRecords sent = new SentRecords(old);
    Destination topic = new Destinations(context, "many").of("orders");
    List<Object> callbacks = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      Object callback = new Object();
      callbacks.add(callback);
      sent.add(callback, topic, 1_000);
    }
    assertThat(old.size()).isPositive();
    assertThat(sent.size()).isEqualTo(60_000);
    sent.sweep(1_000 + SentRecords.STRONG_NANOS);
    assertThat(old.size()).isLessThan(60_000);
    sent.sweep(1_001 + SentRecords.STRONG_NANOS);
    assertThat(old.size()).isEqualTo(60_000);
    callbacks.forEach(callback -> sent.complete(callback, null, 2_000));
    assertThat(sent.size()).isZero();
    assertThat(
            registry
                .get("messaging.client.operation.duration")
                .tags("messaging_system", "many")
                .timer()
                .count())
        .isEqualTo(60_000);
  }

  @Test
  void send_afterWarmUp_allocatesNothing() {
    ProducerRecord<String, String> record = to("orders");
    Object callback = new Object();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long bytes = Long.MAX_VALUE;
    int calls = 20_000;
    for (int round = 0; round < 5; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < calls; i++) {
        long token = SondeHook.enter(ProbeId.KAFKA_SEND, "producer", record);
        SondeHook.enter(ProbeId.KAFKA_APPEND, callback, "future");
        SondeHook.exit(ProbeId.KAFKA_SEND, token, "producer", null, "future", null);
        SondeHook.enter(ProbeId.KAFKA_COMPLETE, callback, null);
      }
      bytes = Math.min(bytes, threads.getThreadAllocatedBytes(thread) - before);
    }
    assertThat(bytes).isLessThan(calls);
    assertThat(sent("orders", "")).isEqualTo(5L * calls);
  }
}
