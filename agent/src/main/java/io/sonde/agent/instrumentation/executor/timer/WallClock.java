package io.sonde.agent.instrumentation.executor.timer;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The wall clock, and when it was last set: what lies before that cannot be subtracted from now.
 *
 * <p>It was set if it has moved against the monotonic clock by a second or more between two looks,
 * which are a second apart at most; it is also if the machine was suspended, which the monotonic
 * clock leaves out. Corrections that are smaller go unnoticed.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code offsetMillis}</td><td>volatile</td><td>volatile, by who looks or notices</td><td>none; the
 * last wins</td></tr>
 * <tr><td>{@code setMillis}</td><td>volatile</td><td>volatile, by who notices</td><td>none; a late
 * writer makes more waits unknown, never one wrong</td></tr>
 * </table>
 */
final class WallClock {

  private static final long STEP_MILLIS = 1_000;
  private static final long UNKNOWN = Long.MIN_VALUE;

  /** Readings of the two clocks that lie further apart say nothing of each other. */
  private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS / 4);

  private final LongSupplier wallMillis;
  private final LongSupplier nanos;

  /** The wall clock less the monotonic one; {@link #UNKNOWN} before the first look. */
  private volatile long offsetMillis = UNKNOWN;

  /** When the clock was last set, by itself; the least number if it never was. */
  private volatile long setMillis = UNKNOWN;

  /** With the two clocks. */
  WallClock(LongSupplier wallMillis, LongSupplier nanos) {
    this.wallMillis = wallMillis;
    this.nanos = nanos;
  }

  /** Milliseconds since the epoch. */
  long millis() {
    return read(false);
  }

  /** Takes note of how the clocks stand; about once a second. */
  void look() {
    read(true);
  }

  /** Whether the clock was set after a time that it showed. */
  boolean wasSetSince(long millis) {
    return millis < setMillis;
  }

  private long read(boolean isLook) {
    long before = nanos.getAsLong();
    long wall = wallMillis.getAsLong();
    long after = nanos.getAsLong();
    if (after - before < APART_NANOS) {
      long offset = wall - TimeUnit.NANOSECONDS.toMillis(before);
      long last = offsetMillis;
      boolean isStep = last != UNKNOWN && Math.abs(offset - last) >= STEP_MILLIS;
      if (isStep) {
        setMillis = wall;
      }
      if (isStep || isLook || last == UNKNOWN) {
        offsetMillis = offset;
      }
    }
    return wall;
  }
}
