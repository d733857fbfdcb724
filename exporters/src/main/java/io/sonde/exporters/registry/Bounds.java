package io.sonde.exporters.registry;

import java.time.Duration;

/** The bucket bounds of the metric contract; a value equal to a bound is inside its bucket. */
public final class Bounds {
  static final long[] CALL_NANOS = {
    1_000_000L,
    2_500_000L,
    5_000_000L,
    10_000_000L,
    25_000_000L,
    50_000_000L,
    75_000_000L,
    100_000_000L,
    250_000_000L,
    500_000_000L,
    750_000_000L,
    1_000_000_000L,
    2_500_000_000L,
    5_000_000_000L,
    7_500_000_000L,
    10_000_000_000L
  };

  static final long[] WAIT_NANOS = {
    100_000L,
    250_000L,
    500_000L,
    1_000_000L,
    2_500_000L,
    5_000_000L,
    10_000_000L,
    25_000_000L,
    50_000_000L,
    100_000_000L,
    250_000_000L,
    500_000_000L,
    1_000_000_000L,
    2_500_000_000L,
    5_000_000_000L,
    10_000_000_000L
  };

  private static final double[] ROWS = {
    0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 100000
  };

  private Bounds() {}

  /** Bounds of calls (requests, statements), 1 ms to 10 s; what a timer gets that asks for none. */
  public static Duration[] calls() {
    return durations(CALL_NANOS);
  }

  /**
   * Bounds of waits (pool, queue), 100 µs to 10 s. A timer built with exactly these gets the wait
   * bounds of {@link RegistryOptions} instead, so that they can be set in one place.
   */
  public static Duration[] waits() {
    return durations(WAIT_NANOS);
  }

  /**
   * Bounds of row counts, 0 to 100,000; what a distribution summary gets that asks for none. Not
   * public, because Micrometer's builder refuses a bound of 0.
   */
  static double[] rows() {
    return ROWS.clone();
  }

  private static Duration[] durations(long[] nanos) {
    Duration[] durations = new Duration[nanos.length];
    for (int i = 0; i < nanos.length; i++) {
      durations[i] = Duration.ofNanos(nanos[i]);
    }
    return durations;
  }
}
