package io.sonde.agent.instrumentation.messaging.rabbit;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Channels of RabbitMQ's own Java client, and the consumers that they deliver to. */
public final class RabbitInstrumentation implements Technology {

  private static final String ADVICE =
      "io.sonde.agent.instrumentation.messaging.rabbit.RabbitAdvice$";

  private static final String CLIENT = "Lcom/rabbitmq/client/";
  private static final String TEXT = "Ljava/lang/String;";

  /** Made by hand in the list of technologies. */
  public RabbitInstrumentation() {}

  @Override
  public String name() {
    return "messaging.rabbit";
  }

  @Override
  public List<TypeRule> types() {
    String properties = CLIENT + "AMQP$BasicProperties;";
    String publish = "(" + TEXT + TEXT + "ZZ" + properties;
    String delivery = "(" + TEXT + CLIENT + "Envelope;" + properties + "[B)V";
    return List.of(
        TypeRule.named(
            List.of("com.rabbitmq.client.impl.ChannelN"),
            List.of(
                // the other forms call these; the second is of 5.30 and later, called by the first
                new MethodRule("basicPublish", publish + "[B)V", ADVICE + "Publish"),
                new MethodRule(
                    "basicPublish",
                    publish + "Ljava/nio/ByteBuffer;" + CLIENT + "WriteListener;)V",
                    ADVICE + "Publish"),
                new MethodRule(
                    "basicGet", "(" + TEXT + "Z)" + CLIENT + "GetResponse;", ADVICE + "Get"),
                new MethodRule(
                    "basicConsume",
                    "(" + TEXT + "Z" + TEXT + "ZZLjava/util/Map;" + CLIENT + "Consumer;)" + TEXT,
                    ADVICE + "Consume"))),
        TypeRule.marked(
            List.of(delivery),
            List.of("com.rabbitmq.client.Consumer"),
            List.of(new MethodRule("handleDelivery", delivery, ADVICE + "Deliver"))));
  }

  @Override
  public void install(ProbeContext context) {
    RabbitProbes.install(context);
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.RABBIT_PUBLISH, ProbeId.RABBIT_GET, ProbeId.RABBIT_DELIVER};
  }
}
