package io.sonde.host.messaging;

import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends and consumes records of Kafka and prints what it knows of that.
 *
 * <p>Arguments: the broker's address, and what the names of its topics begin with.
 */
public final class KafkaProgram {

  private static final String TIMEOUT = "org.apache.kafka.common.errors.TimeoutException";
  private static final String TOO_LARGE = "org.apache.kafka.common.errors.RecordTooLargeException";

  private final Tally tally = new Tally();
  private final String broker;
  private final String orders;
  private final String audit;
  private final String slow;
  private final String small;
  private final String late;

  private KafkaProgram(String broker, String prefix) {
    this.broker = broker;
    this.orders = prefix + ".orders";
    this.audit = prefix + "-audit";
    this.slow = prefix + "-slow";
    this.small = prefix + "-small";
    this.late = prefix + ".late";
  }

  public static void main(String[] arguments) throws Exception {
    KafkaProgram program = new KafkaProgram(arguments[0], arguments[1]);
    program.makeTopics();
    program.send();
    program.sendSlowly();
    program.fail(arguments[1] + "-missing");
    KafkaReader reader =
        new KafkaReader(program.broker, program.tally, program.orders, program.audit);
    reader.readAll();
    reader.fallBehind(program.late);
    program.tally.print();
    System.out.println("done");
    // the test reads the metrics and then ends this process
    Thread.sleep(120_000);
    reader.close();
  }

  private void makeTopics() throws Exception {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", broker);
    NewTopic strict = new NewTopic(small, 1, (short) 1);
    strict.configs(Map.of("max.message.bytes", "300"));
    try (AdminClient admin = AdminClient.create(properties)) {
      Object unused =
          admin
              .createTopics(
                  Arrays.asList(
                      new NewTopic(orders, 2, (short) 1),
                      new NewTopic(audit, 1, (short) 1),
                      new NewTopic(slow, 1, (short) 1),
                      new NewTopic(late, 1, (short) 1),
                      strict))
              .all()
              .get();
    }
  }

  private Properties producer(String... more) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", broker);
    properties.put("acks", "all");
    properties.put("key.serializer", StringSerializer.class.getName());
    properties.put("value.serializer", StringSerializer.class.getName());
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return properties;
  }

  private void send() throws Exception {
    try (Producer<String, String> producer = new KafkaProducer<>(producer())) {
      AtomicInteger told = new AtomicInteger();
      for (int i = 0; i < 60; i++) {
        Object unused =
            producer.send(
                new ProducerRecord<>(orders, i % 2, null, "order " + i),
                (metadata, failure) -> told.addAndGet(failure == null ? 1 : 1_000));
      }
      for (int i = 0; i < 20; i++) {
        Object unused = producer.send(new ProducerRecord<>(audit, "audit " + i));
      }
      for (int i = 0; i < 40; i++) {
        Object unused = producer.send(new ProducerRecord<>(late, "late " + i));
      }
      producer.flush();
      if (told.get() != 60) {
        throw new AssertionError("told of " + told);
      }
    }
    tally.sent(orders, "", 60);
    tally.sent(audit, "", 20);
    tally.sent(late, "", 40);
  }

  /** Records that wait for their batch to be sent, one after the other. */
  private void sendSlowly() throws Exception {
    try (Producer<String, String> producer = new KafkaProducer<>(producer("linger.ms", "50"))) {
      // what is first asked for the topic's metadata
      Object unused = producer.partitionsFor(slow);
      long startNanos = System.nanoTime();
      for (int i = 0; i < 5; i++) {
        unused = producer.send(new ProducerRecord<>(slow, "slow")).get();
      }
      System.out.println("slowly " + slow + " " + (System.nanoTime() - startNanos));
    }
    tally.sent(slow, "", 5);
  }

  private void fail(String missing) throws Exception {
    try (Producer<String, String> producer = new KafkaProducer<>(producer("max.block.ms", "200"))) {
      for (int i = 0; i < 3; i++) {
        expect(TIMEOUT, producer, new ProducerRecord<>(missing, "lost"));
      }
    }
    tally.sent(missing, TIMEOUT, 3);
    try (Producer<String, String> producer =
        new KafkaProducer<>(producer("value.serializer", Picky.class.getName()))) {
      for (int i = 0; i < 2; i++) {
        try {
          Object unused = producer.send(new ProducerRecord<>(audit, "unwanted"));
          throw new AssertionError("serialised");
        } catch (SerializationException expected) {
          // thrown, not told
        }
      }
    }
    tally.sent(audit, SerializationException.class.getName(), 2);
    try (Producer<String, String> producer =
        new KafkaProducer<>(producer("max.request.size", "500"))) {
      for (int i = 0; i < 4; i++) {
        // what fails within send: its callback sends what it knows elsewhere
        Object unused =
            producer.send(
                new ProducerRecord<>(orders, "x".repeat(1_000)),
                (metadata, failure) -> {
                  Object unusedToo = producer.send(new ProducerRecord<>(audit, "failed"));
                });
      }
      producer.flush();
    }
    tally.sent(orders, TOO_LARGE, 4);
    tally.sent(audit, "", 4);
    try (Producer<String, String> producer = new KafkaProducer<>(producer())) {
      // what the broker refuses
      expect(TOO_LARGE, producer, new ProducerRecord<>(small, "x".repeat(1_000)));
    }
    tally.sent(small, TOO_LARGE, 1);
  }

  private static void expect(
      String failure, Producer<String, String> producer, ProducerRecord<String, String> record)
      throws InterruptedException {
    try {
      Object unused = producer.send(record).get();
      throw new AssertionError("sent");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause == null || !cause.getClass().getName().equals(failure)) {
        throw new AssertionError(e);
      }
    }
  }

  /** Refuses what it does not like. */
  public static final class Picky implements Serializer<String> {

    /** Made by the producer. */
    public Picky() {}

    @Override
    public void configure(Map<String, ?> configuration, boolean isKey) {}

    @Override
    public byte[] serialize(String topic, String data) {
      throw new SerializationException("not this one");
    }

    @Override
    public void close() {}
  }
}
