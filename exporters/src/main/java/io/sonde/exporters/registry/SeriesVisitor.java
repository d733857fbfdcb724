package io.sonde.exporters.registry;

/** Is shown every series of a registry, one after the other, on the caller's thread. */
public interface SeriesVisitor {
  /**
   * The series that follow belong to this family, until the next call.
   *
   * @param type {@link MetricType#HISTOGRAM} announces {@link #histogram}, {@link
   *     MetricType#SUMMARY} announces {@link #summary}, all others {@link #value}
   */
  void family(String name, MetricType type, String unit, String help);

  /** A counter's total or a gauge's value; never {@code NaN}. */
  void value(Labels labels, double value);

  /** A count and a sum in base units. */
  void summary(Labels labels, long count, double sum);

  /**
   * A histogram.
   *
   * @param cells the same object for as long as the series lives
   */
  void histogram(Labels labels, HistogramCells cells);
}
