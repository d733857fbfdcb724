package io.sonde.profiler;

import java.time.Duration;

/**
 * When the continuous mode samples, and how much of what is dear.
 *
 * @param delay from its start to its first slice, so that the host starts in peace
 * @param firstSlice length of the first slice; short, because its rates are a guess
 * @param slice length of the others
 * @param allocSamplesPerSecond how many samples of allocations a second are wanted; each is a walk
 *     through JVMTI, which takes 0.1 ms with the stacks of a server
 */
public record ContinuousSchedule(
    Duration delay, Duration firstSlice, Duration slice, int allocSamplesPerSecond) {

  private static final int ALLOC_SAMPLES_PER_SECOND = 5;

  /** As usual, but without the peace: somebody has asked for it. */
  static ContinuousSchedule atOnce() {
    ContinuousSchedule usual = usual();
    return new ContinuousSchedule(
        Duration.ZERO, usual.firstSlice(), usual.slice(), usual.allocSamplesPerSecond());
  }

  /** Ten seconds of peace, a slice of ten seconds, then one a minute. */
  public static ContinuousSchedule usual() {
    return new ContinuousSchedule(
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        ALLOC_SAMPLES_PER_SECOND);
  }
}
