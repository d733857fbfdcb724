package io.sonde.host.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Polls for what was sent, and tallies what each call returned. */
final class KafkaReader implements AutoCloseable {

  /** Long enough for any machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String broker;
  private final Tally tally;
  private final String orders;
  private final String audit;
  private final List<Consumer<String, String>> open = new ArrayList<>();

  KafkaReader(String broker, Tally tally, String orders, String audit) {
    this.broker = broker;
    this.tally = tally;
    this.orders = orders;
    this.audit = audit;
  }

  private Consumer<String, String> consumer(int atOnce, TopicPartition... partitions) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", broker);
    properties.put("enable.auto.commit", "false");
    properties.put("auto.offset.reset", "earliest");
    properties.put("max.poll.records", Integer.toString(atOnce));
    properties.put("key.deserializer", StringDeserializer.class.getName());
    properties.put("value.deserializer", StringDeserializer.class.getName());
    Consumer<String, String> consumer = new KafkaConsumer<>(properties);
    consumer.assign(Arrays.asList(partitions));
    consumer.seekToBeginning(Arrays.asList(partitions));
    return consumer;
  }

  /** Reads two topics to their ends, polls once in vain, is woken up once, and closes. */
  void readAll() throws InterruptedException {
    TopicPartition[] partitions = {
      new TopicPartition(orders, 0), new TopicPartition(orders, 1), new TopicPartition(audit, 0)
    };
    long workedNanos = 0;
    long startNanos = System.nanoTime();
    try (Consumer<String, String> consumer = consumer(7, partitions)) {
      for (int left = 60 + 24; left > 0; ) {
        ConsumerRecords<String, String> records = consumer.poll(PATIENCE);
        long givenNanos = System.nanoTime();
        tally(records);
        left -= records.count();
        Thread.sleep(2);
        workedNanos += System.nanoTime() - givenNanos;
      }
      tally(consumer.poll(Duration.ZERO));
      consumer.wakeup();
      try {
        ConsumerRecords<String, String> unused = consumer.poll(PATIENCE);
        throw new AssertionError("not woken up");
      } catch (WakeupException expected) {
        tally.asked("", "poll", WakeupException.class.getName());
      }
    }
    System.out.println(
        "worked " + orders + " " + workedNanos + " " + (System.nanoTime() - startNanos));
  }

  /** Reads a part of a topic and keeps the consumer. */
  void fallBehind(String topic) {
    Consumer<String, String> consumer = consumer(10, new TopicPartition(topic, 0));
    open.add(consumer);
    ConsumerRecords<String, String> records = consumer.poll(PATIENCE);
    tally(records);
    // ends the work for these; what it returns itself is worked for until the process ends
    ConsumerRecords<String, String> more = consumer.poll(PATIENCE);
    Set<String> topics = topics(more);
    tally.asked(String.join(" ", topics), "poll", "");
    tally.given(topic, "poll", more.count());
    System.out.println("behind " + topic + " " + (40 - records.count() - more.count()));
  }

  private static Set<String> topics(ConsumerRecords<String, String> records) {
    Set<String> topics = new TreeSet<>();
    records.partitions().forEach(partition -> topics.add(partition.topic()));
    return topics;
  }

  private void tally(ConsumerRecords<String, String> records) {
    Set<String> topics = topics(records);
    String label = topics.size() == 1 ? String.join("", topics) : "";
    tally.asked(label, "poll", "");
    for (TopicPartition partition : records.partitions()) {
      tally.given(partition.topic(), "poll", records.records(partition).size());
    }
    if (!records.isEmpty()) {
      tally.worked(label, "");
    }
  }

  @Override
  public void close() {
    open.forEach(Consumer::close);
  }
}
