package io.sonde.agent.instrumentation.messaging.jms;

import io.sonde.agent.instrumentation.messaging.ClientType;

/** The interfaces of {@code javax.jms} and {@code jakarta.jms} that are looked for. */
final class JmsTypes {

  /** Listeners of Spring's, among them those that it makes for {@code @JmsListener}. */
  static final String SPRING_LISTENER =
      "org.springframework.jms.listener.SessionAwareMessageListener";

  static final ClientType PRODUCER = either("MessageProducer");
  static final ClientType CONSUMER = either("MessageConsumer");
  static final ClientType LISTENER =
      new ClientType("javax.jms.MessageListener", "jakarta.jms.MessageListener", SPRING_LISTENER);

  /** Spring's own around its listeners, up to 4: it swallows what they throw. */
  static final ClientType CONTAINER =
      new ClientType(
          "org.springframework.jms.listener.SimpleMessageListenerContainer$1",
          "org.springframework.jms.listener.SimpleMessageListenerContainer$2");

  static final ClientType COMPLETION = either("CompletionListener");
  static final ClientType TEMPORARY_QUEUE = either("TemporaryQueue");
  static final ClientType TEMPORARY_TOPIC = either("TemporaryTopic");

  private JmsTypes() {}

  private static ClientType either(String name) {
    return new ClientType("javax.jms." + name, "jakarta.jms." + name);
  }
}
