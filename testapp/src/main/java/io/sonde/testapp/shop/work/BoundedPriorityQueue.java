package io.sonde.testapp.shop.work;

import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A priority queue that refuses what exceeds its capacity; {@link PriorityBlockingQueue} itself
 * grows without bound.
 *
 * <p>Offers are made one at a time under {@code offerLock}; takes need no part in it, since they
 * only make room.
 */
final class BoundedPriorityQueue extends PriorityBlockingQueue<Runnable> {

  private final int capacity;
  private final ReentrantLock offerLock = new ReentrantLock();

  BoundedPriorityQueue(int capacity) {
    super(Math.min(capacity, 64));
    this.capacity = capacity;
  }

  @Override
  public boolean offer(Runnable task) {
    offerLock.lock();
    try {
      return size() < capacity && super.offer(task);
    } finally {
      offerLock.unlock();
    }
  }

  @Override
  public int remainingCapacity() {
    return Math.max(0, capacity - size());
  }
}
