package io.sonde.exporters.registry;

import static io.sonde.exporters.registry.CellLayout.PAGE_CELLS;

import org.HdrHistogram.Histogram;

/** All cells of one histogram at one moment, in its recording unit (nanoseconds for a time). */
public final class HistogramSnapshot {
  private final CellLayout layout;
  private final long[][] pages;
  private final long[] cumulative;
  private final long sum;
  private final long max;
  private final long clipped;

  HistogramSnapshot(
      CellLayout layout, long[][] pages, long[] splits, long sum, long max, long clipped) {
    this.layout = layout;
    this.pages = pages;
    this.sum = sum;
    this.max = max;
    this.clipped = clipped;
    this.cumulative = cumulate(layout, pages, splits);
    fold(layout, pages, splits);
  }

  private static long[] cumulate(CellLayout layout, long[][] pages, long[] splits) {
    long[] counts = new long[splits.length + 1];
    System.arraycopy(splits, 0, counts, 0, splits.length);
    int bucket = 0;
    for (int page = 0; page < pages.length; page++) {
      for (int i = 0; pages[page] != null && i < PAGE_CELLS; i++) {
        bucket = layout.bucketOf(page * PAGE_CELLS + i, bucket);
        counts[bucket] += pages[page][i];
      }
    }
    for (int i = 1; i < counts.length; i++) {
      counts[i] += counts[i - 1];
    }
    return counts;
  }

  /** Puts the counts of split cells back together: from here on there are only cells. */
  private static void fold(CellLayout layout, long[][] pages, long[] splits) {
    for (int i = 0; i < splits.length; i++) {
      int cell = layout.cellOfBound(i);
      int page = cell / PAGE_CELLS;
      if (splits[i] != 0 && pages[page] == null) {
        pages[page] = new long[PAGE_CELLS];
      }
      if (splits[i] != 0) {
        pages[page][cell % PAGE_CELLS] += splits[i];
      }
    }
  }

  public long count() {
    return cumulative[cumulative.length - 1];
  }

  /** The exact sum. */
  public long sum() {
    return sum;
  }

  /** The exact maximum, 0 if nothing was recorded. */
  public long max() {
    return max;
  }

  /** How many values were above the range and are counted in its top cell. */
  public long clippedCount() {
    return clipped;
  }

  public int boundCount() {
    return layout.boundCount();
  }

  public long bound(int index) {
    return layout.bound(index);
  }

  /** How many values are at most {@code bound(index)}, exactly. */
  public long cumulativeCount(int index) {
    return cumulative[index];
  }

  /** Recording units per base unit: 1e9 for a time. */
  public double valuesPerUnit() {
    return layout.valuesPerUnit;
  }

  /**
   * The value that {@code percentile} percent of all values do not exceed: never below the exact
   * one, at most 0.8 % above it (8 ns for times under 1 µs); 0 if nothing was recorded.
   */
  public long valueAtPercentile(double percentile) {
    long wanted = CellLayout.rankOf(percentile, count());
    long seen = 0;
    for (int page = 0; page < pages.length; page++) {
      for (int i = 0; pages[page] != null && i < PAGE_CELLS; i++) {
        seen += pages[page][i];
        if (seen >= wanted) {
          return Math.min(max, layout.highestValueOf(page * PAGE_CELLS + i));
        }
      }
    }
    return max;
  }

  /** A mergeable copy with 2 significant digits; clipped values stand at the top of the range. */
  public Histogram toHdr() {
    Histogram hdr = new Histogram(1L << layout.unitShift, layout.highestValue, 2);
    for (int page = 0; page < pages.length; page++) {
      for (int i = 0; pages[page] != null && i < PAGE_CELLS; i++) {
        if (pages[page][i] > 0) {
          hdr.recordValueWithCount(layout.lowestValueOf(page * PAGE_CELLS + i), pages[page][i]);
        }
      }
    }
    return hdr;
  }
}
