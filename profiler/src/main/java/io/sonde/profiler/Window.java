package io.sonde.profiler;

/**
 * A stretch of time in which samples were taken.
 *
 * @param startMillis its beginning, in milliseconds since 1970 UTC
 * @param endMillis its end
 * @param sampledNanos how long samples were taken within it; less than its length if there are gaps
 */
public record Window(long startMillis, long endMillis, long sampledNanos) {

  /** The time in which samples were taken; never 0. */
  double sampledSeconds() {
    return Math.max(sampledNanos, 1) / 1e9;
  }

  /** The shortest window around both. */
  Window and(Window other) {
    return new Window(
        Math.min(startMillis, other.startMillis),
        Math.max(endMillis, other.endMillis),
        sampledNanos + other.sampledNanos);
  }
}
