package io.sonde.exporters.registry;

/** What has series to show that are in no registry. */
public interface SeriesSource {
  /** Shows every series as it is now, each family once. */
  void visit(SeriesVisitor visitor);
}
