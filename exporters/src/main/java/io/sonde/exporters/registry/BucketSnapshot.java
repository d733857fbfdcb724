package io.sonde.exporters.registry;

import java.util.List;

/** Cumulative counts of one series at its bounds, the last of which is {@code +Inf}. */
public final class BucketSnapshot {
  private final List<String> boundLabels;
  private final long[] cumulative;
  private final double sum;

  BucketSnapshot(List<String> boundLabels, long[] cumulative, double sum) {
    this.boundLabels = boundLabels;
    this.cumulative = cumulative;
    this.sum = sum;
  }

  /** The upper bounds in base units as they are written, without {@code +Inf}. */
  public List<String> boundLabels() {
    return boundLabels;
  }

  /**
   * How many values are at most the bound of this index; at index {@code boundLabels().size()} all.
   */
  public long cumulativeCount(int index) {
    return cumulative[index];
  }

  public long count() {
    return cumulative[cumulative.length - 1];
  }

  /** The sum in base units (seconds for a time). */
  public double sum() {
    return sum;
  }
}
