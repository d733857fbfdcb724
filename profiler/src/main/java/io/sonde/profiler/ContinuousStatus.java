package io.sonde.profiler;

/**
 * What the continuous mode does.
 *
 * @param state whether it samples
 * @param reason in words, the engine if it samples, otherwise why not
 * @param slices how many slices are kept
 * @param fromMillis beginning of the first, in milliseconds since 1970 UTC; 0 if there is none
 * @param toMillis end of the last
 * @param sizeBytes memory that they take
 * @param intervalFactor by how much the brake has made the intervals longer; 1 is none
 * @param costRatio CPU time that the last slice cost, in parts of the process's (or of one core, if
 *     that is more)
 * @param handlingNanos CPU time that starting, stopping and reading the last slice took
 * @param droppedSlices slices that had to go before their hour was over, for lack of memory
 */
public record ContinuousStatus(
    State state,
    String reason,
    int slices,
    long fromMillis,
    long toMillis,
    long sizeBytes,
    int intervalFactor,
    double costRatio,
    long handlingNanos,
    long droppedSlices) {

  /** Whether the continuous mode samples. */
  public enum State {
    /** It was not started. */
    OFF,
    /** It begins soon. */
    WAITING,
    /** It samples, captures apart. */
    RUNNING,
    /** It was asked to wait. */
    PAUSED,
    /** It cannot go on. */
    STOPPED
  }
}
