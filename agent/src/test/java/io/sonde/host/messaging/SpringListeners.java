package io.sonde.host.messaging;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.lang.reflect.Method;
import java.util.concurrent.CountDownLatch;

/**
 * Has Spring listen, by its own kind of listener, as it does for methods with {@code @JmsListener}.
 * Spring's oldest version is one of {@code javax.jms}, so its types are not named.
 */
public final class SpringListeners {

  private static final String LISTENER = "org.springframework.jms.listener.";

  private final ConnectionFactory factory;
  private final String queue;
  private final Tally tally;

  SpringListeners(ConnectionFactory factory, String prefix, Tally tally) {
    this.factory = factory;
    this.queue = prefix + ".spring";
    this.tally = tally;
  }

  void run() throws Exception {
    send();
    Worker worker = new Worker(5);
    Object adapter =
        Class.forName(LISTENER + "adapter.MessageListenerAdapter")
            .getConstructor(Object.class)
            .newInstance(worker);
    Object container =
        Class.forName(LISTENER + "SimpleMessageListenerContainer").getConstructor().newInstance();
    call(container, "setConnectionFactory", factory);
    call(container, "setDestinationName", queue);
    call(container, "setMessageListener", adapter);
    call(container, "afterPropertiesSet");
    call(container, "start");
    worker.left.await();
    // closes the consumer, which waits for its listener
    call(container, "destroy");
    for (int i = 0; i < 4; i++) {
      tally.worked(queue, "");
    }
    tally.worked(queue, LISTENER + "adapter.ListenerExecutionFailedException");
  }

  private void send() throws JMSException {
    try (Connection connection = factory.createConnection();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(session.createQueue(queue))) {
      for (int i = 0; i < 5; i++) {
        producer.send(session.createTextMessage("spring " + i));
      }
    }
    tally.sent(queue, "", 5);
  }

  private static void call(Object target, String name, Object... arguments) throws Exception {
    for (Method method : target.getClass().getMethods()) {
      if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
        Object unused = method.invoke(target, arguments);
        return;
      }
    }
    throw new NoSuchMethodException(name);
  }

  /** What the application writes. */
  public static final class Worker {

    private final CountDownLatch left;

    Worker(int messages) {
      this.left = new CountDownLatch(messages);
    }

    /** Called by Spring with the text of a message. */
    public void handleMessage(String text) {
      left.countDown();
      if (text.endsWith("2")) {
        throw new UnsupportedOperationException(text);
      }
    }
  }
}
