package io.sonde.host.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** Works for messages, and refuses the first that it is given. */
final class OrderConsumer extends DefaultConsumer {

  private final CountDownLatch left;
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private long workedNanos;
  private int worked;
  private int refused;

  OrderConsumer(Channel channel, int messages) {
    super(channel);
    this.left = new CountDownLatch(messages);
  }

  @Override
  public void handleDelivery(
      String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
      throws IOException {
    long startNanos = System.nanoTime();
    super.handleDelivery(tag, envelope, properties, body);
    pause();
    synchronized (this) {
      workedNanos += System.nanoTime() - startNanos;
      left.countDown();
      if (refused == 0) {
        refused++;
        throw new UnsupportedOperationException("not this one");
      }
      worked++;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void handleCancelOk(String tag) {
    cancelled.countDown();
  }

  void awaitAll() throws InterruptedException {
    left.await();
  }

  /** Returns when the consumer has been told, which is after the last delivery. */
  void cancel(String tag) throws IOException, InterruptedException {
    getChannel().basicCancel(tag);
    cancelled.await();
  }

  synchronized long workedNanos() {
    return workedNanos;
  }

  synchronized void tally(Tally tally, String queue) {
    for (int i = 0; i < worked; i++) {
      tally.worked(queue, "");
    }
    for (int i = 0; i < refused; i++) {
      tally.worked(queue, UnsupportedOperationException.class.getName());
    }
  }
}
