package io.sonde.profiler;

/**
 * What is known of the old generation's growth.
 *
 * @param state the verdict
 * @param pool the memory pool
 * @param collections points that were kept, one for each collection that was seen
 * @param fromMillis the first, in milliseconds since 1970 UTC
 * @param toMillis the last
 * @param usedBytes what was used after the last
 * @param maxBytes how large the pool may become
 * @param bytesPerSecond the slope
 * @param lowBytesPerSecond lower bound of its 95 % interval
 * @param highBytesPerSecond upper bound
 * @param secondsToExhaustion time until the pool is full at this slope; infinite if it does not
 *     grow
 */
record TrendSnapshot(
    State state,
    String pool,
    int collections,
    long fromMillis,
    long toMillis,
    long usedBytes,
    long maxBytes,
    double bytesPerSecond,
    double lowBytesPerSecond,
    double highBytesPerSecond,
    double secondsToExhaustion) {

  /** Whether the generation grows. */
  enum State {
    /** Too few collections so far. */
    UNKNOWN,
    /** No growth that stands out. */
    STEADY,
    /** It grows; that may be a leak. */
    GROWING
  }
}
