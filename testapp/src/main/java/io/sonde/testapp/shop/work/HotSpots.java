package io.sonde.testapp.shop.work;

import java.util.concurrent.TimeUnit;

/** Places that cost on purpose; a profiler must name these methods. */
public final class HotSpots {

  private static final int STEPS_PER_LOOK = 10_000;
  private static final int CHUNK_BYTES = 1_024;

  /** Where the allocated arrays go, so that the compiler cannot remove them. */
  @SuppressWarnings("unused")
  private static volatile byte[] sink = new byte[0];

  private final Object lock = new Object();

  /** Keeps one core busy for {@code durationMillis} and returns a number nobody needs. */
  public long burnCpu(int durationMillis) {
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(durationMillis);
    long value = 88172645463325252L;
    do {
      for (int step = 0; step < STEPS_PER_LOOK; step++) {
        value ^= value << 13;
        value ^= value >>> 7;
        value ^= value << 17;
      }
    } while (System.nanoTime() < endNanos);
    return value;
  }

  /**
   * Allocates {@code kilobytes} arrays of 1 KB, all garbage at once, and returns the sum of their
   * lengths.
   */
  public long allocate(int kilobytes) {
    long bytes = 0;
    for (int i = 0; i < kilobytes; i++) {
      byte[] chunk = new byte[CHUNK_BYTES];
      sink = chunk;
      bytes += chunk.length;
    }
    return bytes;
  }

  /** Sleeps {@code holdMillis} under the one lock all callers share. */
  public void contend(int holdMillis) throws InterruptedException {
    synchronized (lock) {
      Thread.sleep(holdMillis);
    }
  }
}
