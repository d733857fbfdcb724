package io.sonde.host.messaging;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** What came with JMS 2: contexts, and sends that tell a listener when they are done. */
final class JmsContexts {

  private final ConnectionFactory factory;
  private final String replies;
  private final String told;
  private final Tally tally;

  JmsContexts(ConnectionFactory factory, String prefix, Tally tally) {
    this.factory = factory;
    this.replies = prefix + ".replies";
    this.told = prefix + ".told";
    this.tally = tally;
  }

  void run() throws Exception {
    send();
    sendAndAreTold();
    receive();
    listen();
  }

  private void send() {
    try (JMSContext context = factory.createContext()) {
      Queue queue = context.createQueue(replies);
      for (int i = 0; i < 5; i++) {
        Object unused = context.createProducer().send(queue, "reply " + i);
      }
      Done done = new Done(4);
      for (int i = 0; i < 4; i++) {
        Object unused = context.createProducer().setAsync(done).send(queue, "later " + i);
      }
      done.await();
    }
    tally.sent(replies, "", 9);
  }

  private void sendAndAreTold() throws JMSException {
    try (Connection connection = factory.createConnection();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
      Queue queue = session.createQueue(told);
      long startNanos = System.nanoTime();
      Done done = new Done(8);
      try (MessageProducer producer = session.createProducer(queue)) {
        for (int i = 0; i < 3; i++) {
          producer.send(session.createTextMessage("told"), done);
          producer.send(session.createTextMessage("told"), 1, 1, 0, done);
        }
      }
      MessageProducer anonymous = session.createProducer(null);
      anonymous.send(queue, session.createTextMessage("told"), done);
      anonymous.send(queue, session.createTextMessage("told"), 1, 1, 0, done);
      done.await();
      // one after the other, or several at a time
      System.out.println("told " + told + " " + 8 * (System.nanoTime() - startNanos));
      anonymous.close();
      try {
        anonymous.send(queue, session.createTextMessage("too late"), done);
        throw new AssertionError("sent");
      } catch (JMSException expected) {
        tally.sent(told, expected.getClass().getName(), 1);
      }
    }
    tally.sent(told, "", 8);
  }

  private void receive() {
    try (JMSContext context = factory.createContext();
        JMSConsumer consumer = context.createConsumer(context.createQueue(replies))) {
      for (int i = 0; i < 4; i++) {
        String body = i == 0 ? consumer.receiveBody(String.class) : text(consumer.receive());
        if (body.isEmpty()) {
          throw new AssertionError("received nothing");
        }
        tally.asked(replies, "receive", "");
        tally.given(replies, "receive", 1);
      }
    }
  }

  private static String text(Message message) {
    try {
      return message.getBody(String.class);
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  private void listen() throws InterruptedException {
    CountDownLatch left = new CountDownLatch(5);
    try (JMSContext context = factory.createContext();
        JMSConsumer consumer = context.createConsumer(context.createQueue(replies))) {
      consumer.setMessageListener(message -> left.countDown());
      left.await();
    }
    for (int i = 0; i < 5; i++) {
      tally.worked(replies, "");
    }
  }

  /** Waits for messages to be sent. */
  private static final class Done implements CompletionListener {

    private final CountDownLatch left;
    private final AtomicInteger failed = new AtomicInteger();

    Done(int messages) {
      this.left = new CountDownLatch(messages);
    }

    @Override
    public void onCompletion(Message message) {
      left.countDown();
    }

    @Override
    public void onException(Message message, Exception failure) {
      failed.incrementAndGet();
      left.countDown();
    }

    void await() {
      try {
        left.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (failed.get() != 0) {
        throw new AssertionError("not sent: " + failed);
      }
    }
  }
}
