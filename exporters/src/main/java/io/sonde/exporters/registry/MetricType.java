package io.sonde.exporters.registry;

/** The type of a family in the exposition formats. */
public enum MetricType {
  COUNTER,
  GAUGE,
  HISTOGRAM,
  SUMMARY,
  UNKNOWN
}
