package io.sonde.exporters.registry;

/** One series at one moment. */
public sealed interface SeriesSnapshot {
  Labels labels();

  /** A counter, gauge or unknown: one number. */
  record Value(Labels labels, double value) implements SeriesSnapshot {}

  /** A histogram with its buckets, in base units. */
  record Buckets(Labels labels, BucketSnapshot buckets) implements SeriesSnapshot {}

  /** A count and a sum in base units, without buckets. */
  record Summary(Labels labels, long count, double sum) implements SeriesSnapshot {}
}
