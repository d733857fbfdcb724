package io.sonde.testapp.shop.work;

import io.sonde.testapp.shop.truth.Truth;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes the shop's events to whoever subscribed, one event at a time, on the thread shop-events-1.
 */
public final class EventHub implements AutoCloseable {

  private static final int CAPACITY = 1_000;
  private static final int SUBSCRIBERS = 100;

  private final CopyOnWriteArrayList<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private final AtomicLong dropped = new AtomicLong();
  private final WorkQueue queue;

  public EventHub(Truth truth) {
    this.queue = new WorkQueue("shop-events", 1, CAPACITY, truth);
  }

  /** Adds a subscriber and returns true, or returns false if there are too many. */
  public synchronized boolean subscribe(Subscriber subscriber) {
    return subscribers.size() < SUBSCRIBERS && subscribers.add(subscriber);
  }

  /** Removes a subscriber. */
  public void unsubscribe(Subscriber subscriber) {
    subscribers.remove(subscriber);
  }

  /**
   * Sends an event to all; without subscribers nothing happens, and with a full queue it is dropped
   * and counted.
   */
  public void publish(String name, String json) {
    if (subscribers.isEmpty()) {
      return;
    }
    try {
      queue.submit(WorkQueue.Priority.NORMAL, () -> deliver(name, json));
    } catch (RejectedExecutionException e) {
      dropped.incrementAndGet();
    }
  }

  /** Returns the number of events that found the queue full. */
  public long dropped() {
    return dropped.get();
  }

  private void deliver(String name, String json) {
    for (Subscriber subscriber : subscribers) {
      if (!subscriber.send(name, json)) {
        subscribers.remove(subscriber);
      }
    }
  }

  @Override
  public void close() {
    queue.close();
    subscribers.forEach(Subscriber::end);
    subscribers.clear();
  }

  /** One listener at the other end of a connection. */
  public interface Subscriber {

    /** Sends one event and returns whether the listener wants more. */
    boolean send(String name, String json);

    /** Ends the connection because the shop closes. */
    void end();
  }
}
