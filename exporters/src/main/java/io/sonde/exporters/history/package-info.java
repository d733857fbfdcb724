/**
 * What every metric was, for 14 days, in memory.
 *
 * <p>Each second {@link io.sonde.exporters.history.MetricsHistory#tick} writes down what changed:
 * the increments of counters and histogram cells, the values of gauges. Seconds are merged into
 * spans of ten seconds, those into minutes, those into quarters of an hour; merging increments is
 * exact, so a percentile over any stretch of time has the precision of the histogram itself. What
 * did not change takes no room.
 *
 * <p>Bounds: a number of bytes, all series together. When it is reached, the series that were least
 * used are dropped, and counted in {@code sonde_overflow_total{metric="history"}}.
 */
@NullMarked
package io.sonde.exporters.history;

import org.jspecify.annotations.NullMarked;
