package io.sonde.host.messaging;

import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.util.concurrent.CountDownLatch;

/** Works for messages, and refuses the first when it is first given it. */
final class OrderListener implements MessageListener {

  private final CountDownLatch left;
  private long workedNanos;
  private int worked;
  private int refused;

  OrderListener(int messages) {
    this.left = new CountDownLatch(messages);
  }

  @Override
  public void onMessage(Message message) {
    long startNanos = System.nanoTime();
    pause();
    synchronized (this) {
      workedNanos += System.nanoTime() - startNanos;
      if (refused == 0) {
        refused++;
        throw new UnsupportedOperationException("later");
      }
      worked++;
    }
    left.countDown();
  }

  private static void pause() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void await() throws InterruptedException {
    left.await();
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
