package io.sonde.exporters.history;

import io.sonde.exporters.registry.CellCounts;
import io.sonde.exporters.registry.Labels;
import io.sonde.exporters.registry.MetricType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One series over a stretch of time that is cut into equal steps. Whoever asked for it only reads
 * it: what a histogram recorded in a step that has ended is shared with later readings.
 */
public final class SeriesWindow {
  private final Labels labels;
  private final MetricType type;
  private final long fromMillis;
  private final long stepMillis;
  private final double[] first;
  private final double[] second;
  private final @Nullable CellCounts[] cells;
  private double last = Double.NaN;

  SeriesWindow(Labels labels, MetricType type, long fromMillis, long stepMillis, int steps) {
    this.labels = labels;
    this.type = type;
    this.fromMillis = fromMillis;
    this.stepMillis = stepMillis;
    boolean isHistogram = type == MetricType.HISTOGRAM;
    this.first = new double[isHistogram ? 0 : steps];
    this.second = new double[isHistogram ? 0 : steps];
    this.cells = new CellCounts[isHistogram ? steps : 0];
    if (isGauge()) {
      Arrays.fill(first, Double.NaN);
      Arrays.fill(second, Double.NaN);
    }
  }

  public Labels labels() {
    return labels;
  }

  /** The value of a label, empty if there is none of that name. */
  public String label(String name) {
    int at = labels.names().indexOf(name);
    return at < 0 ? "" : labels.values().get(at);
  }

  public MetricType type() {
    return type;
  }

  public int steps() {
    return Math.max(first.length, cells.length);
  }

  boolean isGauge() {
    return type == MetricType.GAUGE || type == MetricType.UNKNOWN;
  }

  /** A gauge's mean over the step, weighted by time; {@code NaN} where it had no value. */
  public double mean(int step) {
    return first[step];
  }

  /** A gauge's greatest value in the step; {@code NaN} where it had none. */
  public double max(int step) {
    return second[step];
  }

  /** By how much a counter, or the count of a summary, grew in the step. */
  public double increase(int step) {
    return first[step];
  }

  /** By how much the sum of a summary grew in the step. */
  public double sumIncrease(int step) {
    return second[step];
  }

  /** What a histogram recorded in the step; null for nothing. */
  public @Nullable CellCounts cells(int step) {
    return cells[step];
  }

  /** What a histogram recorded in all steps together; null for nothing. */
  public @Nullable CellCounts allCells() {
    CellCounts all = null;
    for (CellCounts step : cells) {
      if (step != null) {
        all = all == null ? step.newCounts() : all;
        all.add(step);
      }
    }
    return all;
  }

  /** What the cells of all steps take on the heap, about. */
  long cellBytes() {
    long bytes = 0;
    for (CellCounts step : cells) {
      bytes += step == null ? 0 : step.usedBytes();
    }
    return bytes;
  }

  /** By how much a counter, or the count of a summary, grew in all steps together. */
  public double totalIncrease() {
    double total = 0;
    for (double increase : first) {
      total += increase;
    }
    return total;
  }

  /** The last value that a gauge had; {@code NaN} if none. */
  public double last() {
    return last;
  }

  /**
   * Takes over the steps that another window of the same series has in common and that had ended
   * when it was read.
   *
   * @return up to when, {@code fromMillis} for none
   */
  long takeEnded(SeriesWindow other, long readMillis) {
    long offset = fromMillis - other.fromMillis;
    if (other.stepMillis != stepMillis || offset < 0 || offset % stepMillis != 0) {
      return fromMillis;
    }
    int step = 0;
    for (int from = (int) Math.min(offset / stepMillis, other.cells.length);
        step < cells.length && from + step < other.cells.length;
        step++) {
      if (fromMillis + (step + 1) * stepMillis > readMillis) {
        break;
      }
      cells[step] = other.cells[from + step];
    }
    return fromMillis + step * stepMillis;
  }

  private int stepAt(long atMillis) {
    return (int) ((atMillis - fromMillis) / stepMillis);
  }

  void addIncrease(long atMillis, double more, double moreSum) {
    int step = stepAt(atMillis);
    first[step] += more;
    second[step] += moreSum;
  }

  CellCounts cellsAt(long atMillis, CellCounts kind) {
    int step = stepAt(atMillis);
    CellCounts known = cells[step];
    if (known == null) {
      known = kind.newCounts();
      cells[step] = known;
    }
    return known;
  }

  void setLast(double value) {
    last = value;
  }

  void setGauge(int step, double mean, double max) {
    first[step] = mean;
    second[step] = max;
  }
}
