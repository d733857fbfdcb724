package io.sonde.host.messaging;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A record of Kafka sent, and one polled. */
public final class SteadyKafka {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private SteadyKafka() {}

  /**
   * Calls by name.
   *
   * @param broker the broker's address and the topic, with a comma between them
   */
  public static Map<String, Callable<Object>> calls(String broker) throws Exception {
    String[] addressAndTopic = broker.split(",", 2);
    String topic = addressAndTopic[1];
    Properties properties = new Properties();
    properties.put("bootstrap.servers", addressAndTopic[0]);
    properties.put("key.serializer", StringSerializer.class.getName());
    properties.put("value.serializer", StringSerializer.class.getName());
    properties.put("key.deserializer", StringDeserializer.class.getName());
    properties.put("value.deserializer", StringDeserializer.class.getName());
    properties.put("enable.auto.commit", "false");
    // as many calls as there are records
    properties.put("max.poll.records", "1");
    try (AdminClient admin = AdminClient.create(properties)) {
      Object unused = admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
    Producer<String, String> producer = new KafkaProducer<>(properties);
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    calls.put("kafka.send", () -> producer.send(new ProducerRecord<>(topic, "steady")).get());
    Consumer<String, String> consumer = new KafkaConsumer<>(properties);
    List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    calls.put(
        "kafka.poll",
        () -> {
          ConsumerRecords<String, String> records = consumer.poll(PATIENCE);
          if (records.count() != 1) {
            throw new AssertionError(records.count() + " records");
          }
          return records;
        });
    return calls;
  }
}
