package io.sonde.exporters.registry;

import org.jspecify.annotations.Nullable;

/** The live cells of one histogram, for a reader that keeps what it saw and looks for changes. */
public final class HistogramCells {
  /** Cells of a page. */
  public static final int PAGE_CELLS = CellLayout.PAGE_CELLS;

  private final StripedHistogram histogram;

  /** What knows the sum exactly where it is not a whole number; null for a time. */
  private final @Nullable HdrSummary summary;

  HistogramCells(HdrTimer timer) {
    this.histogram = timer.histogram();
    this.summary = null;
  }

  HistogramCells(HdrSummary summary) {
    this.histogram = summary.histogram();
    this.summary = summary;
  }

  /** Cumulative counts at the bounds. */
  public BucketSnapshot buckets() {
    return summary == null ? histogram.buckets(0) : summary.buckets();
  }

  /**
   * A number that is another one whenever something was recorded to the end since it was last read.
   * To be read before the cells: what it covers is in them.
   */
  public long fingerprint() {
    return histogram.fingerprint();
  }

  /** The exact sum in recording units. */
  public long sum() {
    return histogram.sum();
  }

  public int pageCount() {
    return histogram.layout().pageCount;
  }

  /**
   * Copies the cumulative counts of a page.
   *
   * @param into {@link #PAGE_CELLS} long, overwritten
   * @return false if nothing was ever recorded in that page; {@code into} is not touched then
   */
  public boolean readPage(int page, long[] into) {
    return histogram.readPage(page, into);
  }

  /** An empty set of counts for these cells. */
  public CellCounts newCounts() {
    return new CellCounts(unitShift(), valuesPerUnit());
  }

  int unitShift() {
    return histogram.layout().unitShift;
  }

  double valuesPerUnit() {
    return histogram.layout().valuesPerUnit;
  }
}
