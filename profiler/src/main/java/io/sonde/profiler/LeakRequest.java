package io.sonde.profiler;

/**
 * What an inquiry into leaks may do.
 *
 * @param seconds how long survivors are followed, {@value #MIN_SECONDS} to {@value
 *     ProfileRequest#MAX_SECONDS}
 * @param roots whether the references that keep old objects are searched for, which stops all
 *     threads for up to a second
 * @param collect whether full collections are done before class histograms
 * @param force whether class histograms are taken of a large heap too
 */
public record LeakRequest(int seconds, boolean roots, boolean collect, boolean force) {

  /** Survivors need time to become old. */
  public static final int MIN_SECONDS = 3;

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException naming the parameter, the value and the range
   */
  public LeakRequest {
    if (seconds < MIN_SECONDS || seconds > ProfileRequest.MAX_SECONDS) {
      throw new IllegalArgumentException(outOfRange(Integer.toString(seconds)));
    }
  }

  /** Reads the length from text. */
  public static LeakRequest parse(String seconds, boolean roots, boolean collect, boolean force) {
    try {
      return new LeakRequest(Integer.parseInt(seconds), roots, collect, force);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(outOfRange(ProfileRequest.quote(seconds)), e);
    }
  }

  private static String outOfRange(String value) {
    return "seconds is "
        + value
        + ", allowed are "
        + MIN_SECONDS
        + " to "
        + ProfileRequest.MAX_SECONDS;
  }
}
