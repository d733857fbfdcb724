package io.sonde.host.messaging;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/** A message sent, received and listened for through JMS. */
public final class SteadyJms {

  private static final String FACTORY =
      "org.apache.activemq.artemis.jms.client.ActiveMQJMSConnectionFactory";

  private SteadyJms() {}

  /**
   * Calls by name.
   *
   * @param broker the broker's address and the queue, with a comma between them
   */
  public static Map<String, Callable<Object>> calls(String broker) throws Exception {
    String[] addressAndQueue = broker.split(",", 2);
    Object factory =
        Class.forName(FACTORY).getConstructor(String.class).newInstance(addressAndQueue[0]);
    Connection connection = ((ConnectionFactory) factory).createConnection();
    connection.start();
    Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer =
        session.createProducer(session.createQueue(addressAndQueue[1] + ".received"));
    TextMessage message = session.createTextMessage("steady");
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    calls.put(
        "jms.send",
        () -> {
          producer.send(message);
          return producer;
        });
    MessageConsumer consumer =
        session.createConsumer(session.createQueue(addressAndQueue[1] + ".received"));
    calls.put(
        "jms.receive",
        () -> {
          Message received = consumer.receive();
          if (received == null) {
            throw new AssertionError("received nothing");
          }
          return received;
        });
    addListener(calls, connection, addressAndQueue[1] + ".heard");
    return calls;
  }

  private static void addListener(
      Map<String, Callable<Object>> calls, Connection connection, String queue) throws Exception {
    Session hearing = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
    Heard heard = new Heard();
    hearing.createConsumer(hearing.createQueue(queue)).setMessageListener(heard);
    Session sending = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer = sending.createProducer(sending.createQueue(queue));
    TextMessage message = sending.createTextMessage("steady");
    calls.put(
        "jms.sendAndListen",
        () -> {
          producer.send(message);
          heard.messages.acquire();
          return heard;
        });
  }

  /** Not a lambda: those are not measured. */
  private static final class Heard implements MessageListener {

    final Semaphore messages = new Semaphore(0);

    @Override
    public void onMessage(Message message) {
      messages.release();
    }
  }
}
