package io.sonde.profiler;

/**
 * Keeps the continuous mode cheap.
 *
 * <p>The cost is the CPU time of stack walks, {@value #WALK_NANOS} ns each, of allocations {@value
 * #JVMTI_WALK_NANOS} ns (both as measured with the deep stacks of a server), and of the thread that
 * handles the slices, as a share of what the process used meanwhile, or of one core if that is
 * more. It is judged over at least {@value #MIN_JUDGED_SECONDS} s. Over 1 % the rates are halved;
 * over 3 % sampling stops; after {@value #CALM_TIMES} times under a quarter of a percent the rates
 * are doubled again, up to the usual ones. The first slice is not judged: it loads classes.
 */
final class Brake {

  static final double HALVE_RATIO = 0.01;
  static final double STOP_RATIO = 0.03;

  static final long WALK_NANOS = 60_000;
  static final long JVMTI_WALK_NANOS = 125_000;
  static final int MIN_JUDGED_SECONDS = 30;

  private static final double CALM_RATIO = 0.0025;
  private static final int CALM_TIMES = 5;
  private static final int MAX_FACTOR = 64;

  private int factor = 1;
  private int calm;
  private double costRatio;
  private boolean stopped;
  private boolean isWarm;
  private long ownNanos;
  private long processNanos;
  private long elapsedNanos;

  /**
   * Looks at a slice.
   *
   * @param walkNanos CPU time of its stack walks: {@link #walkNanos(Event)} for each sample
   * @param handlingNanos CPU time of the thread that started, stopped and read it
   * @param processCpuNanos CPU time of the process, or a negative number if it is not known
   * @param sliceNanos length of the slice
   */
  void judge(long walkNanos, long handlingNanos, long processCpuNanos, long sliceNanos) {
    if (!isWarm) {
      isWarm = true;
      return;
    }
    ownNanos += walkNanos + handlingNanos;
    processNanos += processCpuNanos;
    elapsedNanos += sliceNanos;
    if (elapsedNanos >= MIN_JUDGED_SECONDS * 1_000_000_000L) {
      costRatio = (double) ownNanos / Math.max(processNanos, elapsedNanos);
      ownNanos = 0;
      processNanos = 0;
      elapsedNanos = 0;
      act();
    }
  }

  /** What one sample of an event takes the thread that is sampled. */
  static long walkNanos(Event event) {
    return event == Event.CPU ? WALK_NANOS : JVMTI_WALK_NANOS;
  }

  private void act() {
    if (costRatio > STOP_RATIO) {
      stopped = true;
    } else if (costRatio > HALVE_RATIO) {
      calm = 0;
      factor = Math.min(MAX_FACTOR, factor * 2);
    } else if (costRatio > CALM_RATIO) {
      calm = 0;
    } else if (factor > 1 && ++calm >= CALM_TIMES) {
      calm = 0;
      factor /= 2;
    }
  }

  /** By how much the intervals are longer than usual. */
  int factor() {
    return factor;
  }

  /** The cost of the last slice, in parts of one. */
  double costRatio() {
    return costRatio;
  }

  boolean isStopped() {
    return stopped;
  }
}
