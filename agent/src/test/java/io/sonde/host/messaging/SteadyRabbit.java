package io.sonde.host.messaging;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/** A message of RabbitMQ's client published, got and given to a consumer. */
public final class SteadyRabbit {

  private static final byte[] BODY = "message".getBytes(StandardCharsets.UTF_8);

  private SteadyRabbit() {}

  /**
   * Calls by name.
   *
   * @param broker the broker's address and the queue, with a comma between them
   */
  public static Map<String, Callable<Object>> calls(String broker) throws Exception {
    String[] addressAndQueue = broker.split(",", 2);
    String[] address = addressAndQueue[0].split(":", 2);
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(address[0]);
    factory.setPort(Integer.parseInt(address[1]));
    Channel channel = factory.newConnection().createChannel();
    String got = addressAndQueue[1] + ".got";
    String given = addressAndQueue[1] + ".given";
    Object unused = channel.queueDeclare(got, false, false, false, null);
    unused = channel.queueDeclare(given, false, false, false, null);
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    calls.put(
        "rabbit.publish",
        () -> {
          channel.basicPublish("", got, null, BODY);
          return channel;
        });
    calls.put(
        "rabbit.get",
        () -> {
          Object message = channel.basicGet(got, true);
          if (message == null) {
            throw new AssertionError("got nothing");
          }
          return message;
        });
    Semaphore received = new Semaphore(0);
    unused =
        channel.basicConsume(
            given, true, (consumer, delivery) -> received.release(), consumer -> {});
    calls.put(
        "rabbit.publishAndConsume",
        () -> {
          channel.basicPublish("", given, null, BODY);
          received.acquire();
          return received;
        });
    return calls;
  }
}
