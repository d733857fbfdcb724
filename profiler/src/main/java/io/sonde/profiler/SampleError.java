package io.sonde.profiler;

/** How far a share that was found by sampling may be off. */
final class SampleError {

  /** Below so many samples a profile is a hint, not a measurement. */
  static final int RELIABLE_SAMPLES = 200;

  /** 95 of 100 such intervals hold the truth. */
  private static final double Z = 1.96;

  private SampleError() {}

  /**
   * Half the width of the 95 % interval of a share (Wilson, 1927), as if samples were independent
   * and of equal weight.
   */
  static double ofShare(double share, long samples) {
    if (samples <= 0) {
      return 1;
    }
    double n = samples;
    double p = Math.min(1, Math.max(0, share));
    return Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n);
  }
}
