package io.sonde.host.messaging;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSession;

/**
 * Sends, receives and listens through JMS and prints what it knows of that. Compiled against {@code
 * jakarta.jms}, it is run with {@code javax.jms} too, its names changed.
 *
 * <p>Arguments: the class of the provider's connection factory, the broker's address, and what the
 * names of its destinations begin with.
 */
public final class JmsProgram {

  private static final long PATIENCE_MILLIS = 60_000;
  private static final long IN_VAIN_MILLIS = 50;
  private static final String TEMPORARY = "(temporary)";

  private final Tally tally = new Tally();
  private final ConnectionFactory factory;
  private final String orders;
  private final String audit;
  private final String news;
  private final String none;

  private JmsProgram(ConnectionFactory factory, String prefix) {
    this.factory = factory;
    this.orders = prefix + ".orders";
    this.audit = prefix + ".audit";
    this.news = prefix + ".news";
    this.none = prefix + ".none";
  }

  public static void main(String[] arguments) throws Exception {
    Object factory =
        Class.forName(arguments[0]).getConstructor(String.class).newInstance(arguments[1]);
    JmsProgram program = new JmsProgram((ConnectionFactory) factory, arguments[2]);
    try (Connection connection = program.factory.createConnection();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
      connection.start();
      program.send(session);
      program.receive(session);
      program.temporary(session);
      program.fail(session);
    }
    program.sendToQueue((QueueConnectionFactory) factory);
    program.publish((TopicConnectionFactory) factory);
    program.listen();
    new JmsContexts(program.factory, arguments[2], program.tally).run();
    new SpringListeners(program.factory, arguments[2], program.tally).run();
    program.tally.print();
    System.out.println("done");
    // the test reads the metrics and then ends this process
    Thread.sleep(120_000);
  }

  private void send(Session session) throws JMSException {
    try (MessageProducer producer = session.createProducer(session.createQueue(orders))) {
      for (int i = 0; i < 20; i++) {
        producer.send(session.createTextMessage("order " + i));
      }
      for (int i = 0; i < 10; i++) {
        producer.send(session.createTextMessage("urgent"), 2, 9, 0);
      }
    }
    tally.sent(orders, "", 30);
    Topic topic = session.createTopic(news);
    try (MessageProducer producer = session.createProducer(null)) {
      for (int i = 0; i < 7; i++) {
        producer.send(topic, session.createTextMessage("news " + i));
      }
      producer.send(topic, session.createTextMessage("old"), 1, 1, 1_000);
    }
    tally.sent(news, "", 8);
  }

  private void receive(Session session) throws JMSException {
    try (MessageConsumer consumer = session.createConsumer(session.createQueue(orders))) {
      for (int i = 0; i < 12; i++) {
        received(i % 2 == 0 ? consumer.receive() : consumer.receive(PATIENCE_MILLIS));
        tally.asked(orders, "receive", "");
        tally.given(orders, "receive", 1);
      }
    }
    try (MessageConsumer consumer = session.createConsumer(session.createQueue(none))) {
      long startNanos = System.nanoTime();
      Message first = consumer.receiveNoWait();
      Message second = consumer.receive(IN_VAIN_MILLIS);
      System.out.println("invain " + none + " " + (System.nanoTime() - startNanos));
      if (first != null || second != null) {
        throw new AssertionError("received something");
      }
    }
    tally.asked("", "receive", "");
    tally.asked("", "receive", "");
  }

  private static void received(Message message) {
    if (message == null) {
      throw new AssertionError("received nothing");
    }
  }

  private void temporary(Session session) throws JMSException {
    for (int i = 0; i < 3; i++) {
      TemporaryQueue queue = session.createTemporaryQueue();
      try (MessageProducer producer = session.createProducer(queue);
          MessageConsumer consumer = session.createConsumer(queue)) {
        producer.send(session.createTextMessage("reply"));
        received(consumer.receive());
      }
      tally.sent(TEMPORARY, "", 1);
      tally.asked(TEMPORARY, "receive", "");
      tally.given(TEMPORARY, "receive", 1);
    }
  }

  private void fail(Session session) throws JMSException {
    Queue queue = session.createQueue(audit);
    MessageProducer anonymous = session.createProducer(null);
    anonymous.close();
    try {
      anonymous.send(queue, session.createTextMessage("too late"));
      throw new AssertionError("sent");
    } catch (JMSException expected) {
      tally.sent(audit, expected.getClass().getName(), 1);
    }
  }

  /** The forms that queues and topics have of their own. */
  private void sendToQueue(QueueConnectionFactory queues) throws JMSException {
    try (QueueConnection connection = queues.createQueueConnection();
        QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE)) {
      Queue queue = session.createQueue(none);
      try (QueueSender sender = session.createSender(null)) {
        sender.send(queue, session.createTextMessage("one"));
        sender.send(queue, session.createTextMessage("two"), 1, 1, 1_000);
      }
    }
    tally.sent(none, "", 2);
  }

  private void publish(TopicConnectionFactory topics) throws JMSException {
    try (TopicConnection connection = topics.createTopicConnection();
        TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE)) {
      Topic topic = session.createTopic(news);
      try (TopicPublisher publisher = session.createPublisher(topic)) {
        publisher.publish(session.createTextMessage("one"));
        publisher.publish(session.createTextMessage("two"), 1, 1, 1_000);
      }
      try (TopicPublisher publisher = session.createPublisher(null)) {
        publisher.publish(topic, session.createTextMessage("three"));
        publisher.publish(topic, session.createTextMessage("four"), 1, 1, 1_000);
      }
    }
    tally.sent(news, "", 4);
  }

  private void listen() throws JMSException, InterruptedException {
    OrderListener listener = new OrderListener(18);
    long startNanos = System.nanoTime();
    try (Connection connection = factory.createConnection();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(session.createQueue(orders))) {
      consumer.setMessageListener(listener);
      connection.start();
      listener.await();
    }
    // what was closed does not listen any more
    listener.tally(tally, orders);
    long wholeNanos = System.nanoTime() - startNanos;
    System.out.println("worked " + orders + " " + listener.workedNanos() + " " + wholeNanos);
  }
}
