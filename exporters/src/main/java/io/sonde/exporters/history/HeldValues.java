package io.sonde.exporters.history;

/**
 * The mean, weighted by time, and the maximum of a value that holds until the next one, for each
 * step of a stretch of time.
 */
final class HeldValues {
  private final long fromMillis;
  private final long stepMillis;
  private final double[] weighted;
  private final double[] heldMillis;
  private final double[] max;
  private double last = Double.NaN;

  HeldValues(long fromMillis, long stepMillis, int steps) {
    this.fromMillis = fromMillis;
    this.stepMillis = stepMillis;
    this.weighted = new double[steps];
    this.heldMillis = new double[steps];
    this.max = new double[steps];
  }

  /** A value held from one moment to another; what lies outside of all steps is cut off. */
  void hold(long startMillis, long endMillis, double mean, double greatest) {
    if (Double.isNaN(mean)) {
      return;
    }
    long start = Math.max(startMillis, fromMillis);
    long end = Math.min(endMillis, fromMillis + stepMillis * weighted.length);
    if (start < end) {
      last = mean;
    }
    while (start < end) {
      int step = (int) ((start - fromMillis) / stepMillis);
      long stepEnd = Math.min(end, fromMillis + (step + 1) * stepMillis);
      if (heldMillis[step] == 0 || greatest > max[step]) {
        max[step] = greatest;
      }
      weighted[step] += mean * (stepEnd - start);
      heldMillis[step] += stepEnd - start;
      start = stepEnd;
    }
  }

  /** The value that held last; {@code NaN} if none did. */
  double last() {
    return last;
  }

  boolean has(int step) {
    return heldMillis[step] > 0;
  }

  double mean(int step) {
    return weighted[step] / heldMillis[step];
  }

  double max(int step) {
    return max[step];
  }
}
