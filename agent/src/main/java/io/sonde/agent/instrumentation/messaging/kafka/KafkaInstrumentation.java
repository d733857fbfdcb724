package io.sonde.agent.instrumentation.messaging.kafka;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Kafka's producer and consumer. */
public final class KafkaInstrumentation implements Technology {

  private static final String ADVICE =
      "io.sonde.agent.instrumentation.messaging.kafka.KafkaAdvice$";

  private static final String CLIENTS = "org.apache.kafka.clients.";
  private static final String CALLBACK = "Lorg/apache/kafka/clients/producer/Callback;";

  /** Made by hand in the list of technologies. */
  public KafkaInstrumentation() {}

  @Override
  public String name() {
    return "messaging.kafka";
  }

  @Override
  public List<TypeRule> types() {
    String records = "Lorg/apache/kafka/clients/consumer/ConsumerRecords;";
    return List.of(
        TypeRule.named(
            List.of(CLIENTS + "producer.KafkaProducer"),
            List.of(
                new MethodRule(
                    "doSend",
                    "(Lorg/apache/kafka/clients/producer/ProducerRecord;"
                        + CALLBACK
                        + ")Ljava/util/concurrent/Future;",
                    ADVICE + "Send"))),
        TypeRule.named(
            List.of(CLIENTS + "producer.internals.ProducerBatch"),
            List.of(
                new MethodRule(
                    "tryAppend",
                    "(J[B[B[Lorg/apache/kafka/common/header/Header;"
                        + CALLBACK
                        + "J)Lorg/apache/kafka/clients/producer/internals/FutureRecordMetadata;",
                    ADVICE + "Append"))),
        TypeRule.named(
            // up to 3.2, later
            List.of(
                CLIENTS + "producer.KafkaProducer$InterceptorCallback",
                CLIENTS + "producer.KafkaProducer$AppendCallbacks"),
            List.of(
                new MethodRule(
                    "onCompletion",
                    "(Lorg/apache/kafka/clients/producer/RecordMetadata;Ljava/lang/Exception;)V",
                    ADVICE + "Complete"))),
        TypeRule.named(
            List.of(CLIENTS + "consumer.KafkaConsumer"),
            List.of(
                new MethodRule("poll", "(J)" + records, ADVICE + "Poll"),
                new MethodRule("poll", "(Ljava/time/Duration;)" + records, ADVICE + "Poll"),
                new MethodRule("close", "()V", ADVICE + "Close"),
                new MethodRule("close", "(JLjava/util/concurrent/TimeUnit;)V", ADVICE + "Close"),
                new MethodRule("close", "(Ljava/time/Duration;)V", ADVICE + "Close"),
                new MethodRule(
                    "close",
                    "(Lorg/apache/kafka/clients/consumer/CloseOptions;)V",
                    ADVICE + "Close"))));
  }

  @Override
  public void install(ProbeContext context) {
    KafkaProbes.install(context);
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.KAFKA_SEND};
  }
}
