package io.sonde.agent.instrumentation.objectpool;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Since when an object of a pool is lent. It is kept for as long as the object lives, because the
 * same objects are lent again and again, and refers neither to it nor to its pool.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code startNanos}</td><td>volatile</td><td>atomic; the first end takes it</td><td>none</td></tr>
 * </table>
 */
final class Hold {

  private final ObjectPoolHandle pool;

  /** 0 while the object is not lent. */
  private final AtomicLong startNanos = new AtomicLong();

  Hold(ObjectPoolHandle pool) {
    this.pool = pool;
  }

  boolean isOf(ObjectPoolHandle pool) {
    return this.pool == pool;
  }

  /** The object is lent; {@code nowNanos} is not 0. */
  void begin(long nowNanos) {
    startNanos.set(nowNanos);
  }

  /** The object is given back; does nothing if it is not lent. */
  void end(long nowNanos) {
    long start = startNanos.getAndSet(0L);
    if (start != 0) {
      pool.recordUse(nowNanos - start);
    }
  }

  /** Forgets that the object is lent, because its end may have gone unseen. */
  void forget() {
    startNanos.set(0L);
  }
}
