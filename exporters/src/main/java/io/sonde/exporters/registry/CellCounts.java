package io.sonde.exporters.registry;

import java.util.Arrays;

/**
 * How many values fell into each cell, and their sum: what is left of a histogram over a stretch of
 * time. Adding two of them is exact. Not thread-safe.
 *
 * <p>Only the pages between the lowest and the highest cell in use are held: an answer makes
 * thousands of these, each of values that lie close together.
 */
public final class CellCounts {
  private static final int FIXED_BYTES = 72;

  private final int unitShift;
  private final double valuesPerUnit;
  private long[] counts = new long[0];

  /** The cell that the first count is of: the beginning of a page. */
  private int base;

  /** The lowest and the highest cell that may hold something. */
  private int lowest = Integer.MAX_VALUE;

  private int highest = -1;
  private long count;
  private long sum;

  CellCounts(int unitShift, double valuesPerUnit) {
    this.unitShift = unitShift;
    this.valuesPerUnit = valuesPerUnit;
  }

  /**
   * An empty set of counts for cells that {@link #unitShift} and {@link #valuesPerUnit} describe.
   */
  public static CellCounts ofKind(int unitShift, double valuesPerUnit) {
    return new CellCounts(unitShift, valuesPerUnit);
  }

  /** By how many bits a value is shifted before its cell is found. */
  public int unitShift() {
    return unitShift;
  }

  /** How many recording units make a base unit. */
  public double valuesPerUnit() {
    return valuesPerUnit;
  }

  /** An empty set of counts for the same kind of cells. */
  public CellCounts newCounts() {
    return new CellCounts(unitShift, valuesPerUnit);
  }

  /** Whether cells mean the same values in both. */
  public boolean isSameKind(CellCounts other) {
    return other.unitShift == unitShift && other.valuesPerUnit == valuesPerUnit;
  }

  /** Whether these count the cells of a live histogram. */
  public boolean isSameKind(HistogramCells live) {
    return live.unitShift() == unitShift && live.valuesPerUnit() == valuesPerUnit;
  }

  public void add(int cell, long more) {
    hold(cell, cell);
    counts[cell - base] += more;
    count += more;
  }

  /** Makes room for these cells. */
  private void hold(int from, int to) {
    if (from < lowest || to > highest) {
      lowest = Math.min(lowest, from);
      highest = Math.max(highest, to);
      int begin = lowest / CellLayout.PAGE_CELLS * CellLayout.PAGE_CELLS;
      int end = (highest / CellLayout.PAGE_CELLS + 1) * CellLayout.PAGE_CELLS;
      if (counts.length == 0) {
        counts = new long[end - begin];
        base = begin;
      } else if (begin < base || end > base + counts.length) {
        begin = Math.min(begin, base);
        end = Math.max(end, base + counts.length);
        long[] wider = new long[end - begin];
        System.arraycopy(counts, 0, wider, base - begin, counts.length);
        counts = wider;
        base = begin;
      }
    }
  }

  /** What this takes on the heap, about. */
  public long usedBytes() {
    return FIXED_BYTES + (long) Long.BYTES * counts.length;
  }

  /** Adds to the sum, in recording units. */
  public void addSum(long more) {
    sum += more;
  }

  /**
   * Adds all of another one.
   *
   * @throws IllegalArgumentException if its cells mean other values
   */
  public void add(CellCounts other) {
    if (!isSameKind(other)) {
      throw new IllegalArgumentException("cells of another kind");
    }
    if (other.highest >= 0) {
      hold(other.lowest, other.highest);
      for (int cell = other.lowest; cell <= other.highest; cell++) {
        counts[cell - base] += other.counts[cell - other.base];
      }
      count += other.count;
    }
    sum += other.sum;
  }

  public void clear() {
    Arrays.fill(counts, 0);
    lowest = Integer.MAX_VALUE;
    highest = -1;
    count = 0;
    sum = 0;
  }

  /** One more than the highest cell that may hold something. */
  public int cellLimit() {
    return highest + 1;
  }

  public long countAt(int cell) {
    return cell < lowest || cell > highest ? 0 : counts[cell - base];
  }

  public long count() {
    return count;
  }

  /** The exact sum in recording units. */
  public long rawSum() {
    return sum;
  }

  /** The sum in base units (seconds for a time). */
  public double sum() {
    return sum / valuesPerUnit;
  }

  /**
   * The value in base units that {@code percentile} percent of all values do not exceed: never
   * below the exact one, at most 0.8 % above it (8 ns for times under 1 µs); {@code NaN} if there
   * is no value.
   */
  public double percentile(double percentile) {
    if (count == 0) {
      return Double.NaN;
    }
    long wanted = CellLayout.rankOf(percentile, count);
    long seen = 0;
    for (int cell = lowest; cell < highest; cell++) {
      seen += counts[cell - base];
      if (seen >= wanted) {
        return upperEdge(cell);
      }
    }
    return upperEdge(highest);
  }

  /** The greatest value that a cell holds, in base units. */
  public double upperEdge(int cell) {
    return CellLayout.highestValueOf(cell, unitShift) / valuesPerUnit;
  }

  /** How many values lie in cells that are wholly above a value in base units. */
  public long countAbove(double value) {
    long above = 0;
    for (int cell = highest; cell >= lowest; cell--) {
      if (CellLayout.lowestValueOf(cell, unitShift) / valuesPerUnit <= value) {
        break;
      }
      above += counts[cell - base];
    }
    return above;
  }
}
