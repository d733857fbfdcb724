package io.sonde.agent.start;

/** Wall time read once and carried on by the monotonic clock: it never goes back. */
final class SteadyClock {

  private final long startMillis = System.currentTimeMillis();
  private final long startNanos = System.nanoTime();

  /** Milliseconds since the epoch. */
  long millis() {
    return startMillis + (System.nanoTime() - startNanos) / 1_000_000;
  }
}
