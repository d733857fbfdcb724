package io.sonde.host.messaging;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * Publishes, gets and consumes with RabbitMQ's client and prints what it knows of that.
 *
 * <p>Arguments: the broker's address, what the names of its queues and exchanges begin with, and
 * perhaps {@code names}: then it sends a message to each of {@value #NAMES} queues that are not
 * there.
 */
public final class RabbitProgram {

  /** How many queues it sends to that are not there. */
  public static final int NAMES = 300;

  private static final byte[] BODY = "message".getBytes(StandardCharsets.UTF_8);
  private static final int PATIENCE_MILLIS = 60_000;
  private static final String TEMPORARY = "(temporary)";

  private final Tally tally = new Tally();
  private final String orders;
  private final String none;
  private final String news;
  private final String readers;

  private RabbitProgram(String prefix) {
    this.orders = prefix + ".orders";
    this.none = prefix + ".none";
    this.news = prefix + ".news";
    this.readers = prefix + ".readers";
  }

  public static void main(String[] arguments) throws Exception {
    String[] address = arguments[0].split(":", 2);
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(address[0]);
    factory.setPort(Integer.parseInt(address[1]));
    factory.setHandshakeTimeout(PATIENCE_MILLIS);
    // keeps a channel whose consumer throws
    factory.setExceptionHandler(new ForgivingExceptionHandler());
    RabbitProgram program = new RabbitProgram(arguments[1]);
    try (Connection connection = factory.newConnection()) {
      Channel channel = connection.createChannel();
      if (arguments.length > 2) {
        program.publishToMany(channel);
      } else {
        program.useAll(connection, channel);
      }
    }
    program.tally.print();
    System.out.println("done");
    // the test reads the metrics and then ends this process
    Thread.sleep(120_000);
  }

  private void publishToMany(Channel channel) throws IOException {
    for (int i = 0; i < NAMES; i++) {
      channel.basicPublish("", orders + i, null, BODY);
    }
  }

  private void useAll(Connection connection, Channel channel) throws Exception {
    declare(channel);
    publish(channel);
    get(channel);
    temporary(channel);
    channel.close();
    fail(channel);
    consume(connection.createChannel());
    read(connection.createChannel());
  }

  private void declare(Channel channel) throws IOException {
    Object unused = channel.queueDeclare(orders, false, false, false, null);
    unused = channel.queueDeclare(none, false, false, false, null);
    unused = channel.queueDeclare(readers, false, false, false, null);
    unused = channel.exchangeDeclare(news, "fanout");
    unused = channel.queueBind(readers, news, "");
  }

  private void publish(Channel channel) throws IOException {
    for (int i = 0; i < 20; i++) {
      channel.basicPublish("", orders, null, BODY);
    }
    for (int i = 0; i < 10; i++) {
      channel.basicPublish("", orders, true, MessageProperties.BASIC, BODY);
    }
    for (int i = 0; i < 5; i++) {
      channel.basicPublish("", orders, false, false, MessageProperties.BASIC, BODY);
    }
    tally.sent(orders, "", 35);
    for (int i = 0; i < 8; i++) {
      channel.basicPublish(news, "reader " + i, null, BODY);
    }
    tally.sent(news, "", 8);
  }

  private void get(Channel channel) throws IOException {
    for (int i = 0; i < 12; i++) {
      get(channel, orders, orders);
    }
    if (channel.basicGet(none, true) != null) {
      throw new AssertionError("got something");
    }
    tally.asked(none, "receive", "");
  }

  /** Asks until there is a message. */
  private void get(Channel channel, String queue, String label) throws IOException {
    GetResponse response;
    do {
      response = channel.basicGet(queue, true);
      tally.asked(label, "receive", "");
    } while (response == null);
    tally.given(label, "receive", 1);
  }

  private void temporary(Channel channel) throws IOException {
    for (int i = 0; i < 3; i++) {
      String queue = channel.queueDeclare().getQueue();
      channel.basicPublish("", queue, null, BODY);
      tally.sent(TEMPORARY, "", 1);
      get(channel, queue, TEMPORARY);
    }
  }

  private void fail(Channel closed) throws IOException {
    try {
      closed.basicPublish("", none, null, BODY);
      throw new AssertionError("published");
    } catch (AlreadyClosedException expected) {
      tally.sent(none, expected.getClass().getName(), 1);
    }
  }

  /** A consumer, which is a class, and refuses what it is given first. */
  private void consume(Channel channel) throws Exception {
    OrderConsumer consumer = new OrderConsumer(channel, 35 - 12);
    long startNanos = System.nanoTime();
    String tag = channel.basicConsume(orders, true, consumer);
    consumer.awaitAll();
    consumer.cancel(tag);
    consumer.tally(tally, orders);
    long wholeNanos = System.nanoTime() - startNanos;
    System.out.println("worked " + orders + " " + consumer.workedNanos() + " " + wholeNanos);
  }

  /** A callback, around which the client puts a consumer. */
  private void read(Channel channel) throws Exception {
    CountDownLatch left = new CountDownLatch(8);
    String tag =
        channel.basicConsume(
            readers, true, (consumer, delivery) -> left.countDown(), consumer -> {});
    left.await();
    channel.basicCancel(tag);
    // a channel tells its consumers one thing after the other
    OrderConsumer last = new OrderConsumer(channel, 0);
    last.cancel(channel.basicConsume(none, true, last));
    for (int i = 0; i < 8; i++) {
      tally.worked(readers, "");
    }
  }
}
