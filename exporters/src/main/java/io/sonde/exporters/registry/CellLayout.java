package io.sonde.exporters.registry;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;

/**
 * The map from values to cells, shared by all histograms with the same bounds.
 *
 * <p>Cells are those of an {@code org.HdrHistogram.Histogram} with 2 significant digits: 128 linear
 * cells, then 128 cells for each doubling, so that a cell is never wider than 1/128 of its lowest
 * value. 128 cells make a page. A cell that holds a bound is split: values up to and including the
 * bound are counted in an extra cell of that bound, which makes cumulative counts at bounds exact.
 */
final class CellLayout {
  static final int PAGE_CELLS = 128;
  private static final int PAGE_SHIFT = 7;

  /**
   * Times: cells of 8 ns up to 1 µs, 0.8 % from there on, values above 2^42 ns (73 min) clipped.
   */
  private static final int TIME_UNIT_SHIFT = 3;

  private static final int MIN_HIGHEST_LOG2 = 42;
  private static final int MAX_HIGHEST_LOG2 = 61;

  final int unitShift;
  final int pageCount;
  final long highestValue;

  /**
   * Values per base unit: 1e9 for times, because values are nanoseconds and the unit is seconds.
   */
  final double valuesPerUnit;

  /** Upper bounds in base units as label values, without the last one, {@code +Inf}. */
  final List<String> boundLabels;

  private final long[] bounds;
  private final int[] boundCells;
  private final int[] firstBoundFromPage;

  private CellLayout(int unitShift, long[] bounds, double valuesPerUnit) {
    this.unitShift = unitShift;
    this.bounds = bounds;
    this.valuesPerUnit = valuesPerUnit;
    int highestLog2 = MIN_HIGHEST_LOG2;
    if (bounds.length > 0) {
      int needed = Long.SIZE - Long.numberOfLeadingZeros(bounds[bounds.length - 1]) + 1;
      highestLog2 = Math.min(MAX_HIGHEST_LOG2, Math.max(highestLog2, needed));
    }
    this.highestValue = (1L << highestLog2) - 1;
    this.pageCount = (cellOf(highestValue) >> PAGE_SHIFT) + 1;
    this.boundCells = new int[bounds.length];
    for (int i = 0; i < bounds.length; i++) {
      boundCells[i] = cellOf(bounds[i]);
    }
    this.firstBoundFromPage = new int[pageCount + 1];
    for (int page = 0, bound = 0; page <= pageCount; page++) {
      while (bound < bounds.length && boundCells[bound] >> PAGE_SHIFT < page) {
        bound++;
      }
      firstBoundFromPage[page] = bound;
    }
    this.boundLabels = labels(bounds, valuesPerUnit);
  }

  /** The layout of a time in nanoseconds with the given bounds, sorted and without repetition. */
  static CellLayout ofNanos(long[] boundNanos) {
    return new CellLayout(TIME_UNIT_SHIFT, checked(boundNanos), 1e9);
  }

  /** The layout of a whole number, each unit of which is {@code 1 / valuesPerUnit} base units. */
  static CellLayout ofAmounts(long[] bounds, double valuesPerUnit) {
    return new CellLayout(0, checked(bounds), valuesPerUnit);
  }

  /**
   * The rank, from 1 on, of the value that {@code percentile} percent of {@code count} values do
   * not exceed. A percentile is taken as the next number below it, since one such as 99.9 is stored
   * a little too high and would pass to the next rank where it ends exactly at one.
   */
  static long rankOf(double percentile, long count) {
    double wanted = Math.nextDown(Math.min(100, Math.max(0, percentile))) * count / 100;
    return Math.max(1, (long) Math.ceil(wanted));
  }

  private static long[] checked(long[] bounds) {
    long[] sorted = bounds.clone();
    Arrays.sort(sorted);
    int distinct = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        sorted[distinct++] = sorted[i];
      }
    }
    sorted = Arrays.copyOf(sorted, distinct);
    if (sorted.length >= Short.MAX_VALUE
        || (sorted.length > 0
            && (sorted[0] < 0 || sorted[sorted.length - 1] >= 1L << (MAX_HIGHEST_LOG2 - 1)))) {
      throw new IllegalArgumentException("bounds out of range: " + Arrays.toString(bounds));
    }
    return sorted;
  }

  private static List<String> labels(long[] bounds, double valuesPerUnit) {
    String[] labels = new String[bounds.length];
    BigDecimal divisor = BigDecimal.valueOf(valuesPerUnit);
    for (int i = 0; i < bounds.length; i++) {
      BigDecimal bound = BigDecimal.valueOf(bounds[i]).divide(divisor, 9, RoundingMode.HALF_UP);
      String plain = bound.stripTrailingZeros().toPlainString();
      labels[i] = plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    return List.of(labels);
  }

  int boundCount() {
    return bounds.length;
  }

  long bound(int index) {
    return bounds[index];
  }

  /** The cell of a value from 0 to {@link #highestValue}. */
  int cellOf(long value) {
    long units = value >>> unitShift;
    if (units < PAGE_CELLS) {
      return (int) units;
    }
    int log2 = Long.SIZE - 1 - Long.numberOfLeadingZeros(units);
    int page = log2 - PAGE_SHIFT + 1;
    return (page << PAGE_SHIFT) | ((int) (units >>> (log2 - PAGE_SHIFT)) & (PAGE_CELLS - 1));
  }

  /** The bound whose extra cell counts this value, or -1 if the value's own cell does. */
  int splitOf(int cell, long value) {
    int page = cell >> PAGE_SHIFT;
    int end = firstBoundFromPage[page + 1];
    for (int bound = firstBoundFromPage[page]; bound < end; bound++) {
      if (boundCells[bound] == cell && value <= bounds[bound]) {
        return bound;
      }
    }
    return -1;
  }

  /** The bucket of a cell's own count: what is past all bounds of that cell and of those before. */
  int bucketOf(int cell, int fromBucket) {
    int bucket = fromBucket;
    while (bucket < boundCells.length && boundCells[bucket] <= cell) {
      bucket++;
    }
    return bucket;
  }

  int cellOfBound(int bound) {
    return boundCells[bound];
  }

  /** The first bound whose cell is in this page or after it. */
  int firstBoundFrom(int page) {
    return firstBoundFromPage[page];
  }

  long lowestValueOf(int cell) {
    return lowestValueOf(cell, unitShift);
  }

  long highestValueOf(int cell) {
    return highestValueOf(cell, unitShift);
  }

  static long lowestValueOf(int cell, int unitShift) {
    int page = cell >> PAGE_SHIFT;
    long within = cell & (PAGE_CELLS - 1);
    long units = page == 0 ? within : (PAGE_CELLS + within) << (page - 1);
    return units << unitShift;
  }

  static long highestValueOf(int cell, int unitShift) {
    int page = cell >> PAGE_SHIFT;
    return lowestValueOf(cell, unitShift) + (1L << (Math.max(page, 1) - 1 + unitShift)) - 1;
  }
}
