package io.sonde.profiler;

import java.time.Duration;

/**
 * When the continuous mode samples.
 *
 * @param delay from its start to its first slice, so that the host starts in peace
 * @param firstSlice length of the first slice; short, because its rates are a guess
 * @param slice length of the others
 */
public record ContinuousSchedule(Duration delay, Duration firstSlice, Duration slice) {

  /** As usual, but without the peace: somebody has asked for it. */
  static ContinuousSchedule atOnce() {
    return new ContinuousSchedule(Duration.ZERO, usual().firstSlice(), usual().slice());
  }

  /** Ten seconds of peace, a slice of ten seconds, then one a minute. */
  public static ContinuousSchedule usual() {
    return new ContinuousSchedule(
        Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMinutes(1));
  }
}
