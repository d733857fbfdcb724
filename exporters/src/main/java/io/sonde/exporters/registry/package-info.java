/**
 * The registry: Micrometer's API in front, HdrHistogram's cells behind.
 *
 * <p>Probes see {@link io.micrometer.core.instrument.MeterRegistry} and nothing else. Writers see
 * {@link io.sonde.exporters.registry.RegistrySnapshot}, an immutable picture of every series,
 * sorted by name. Times are recorded in nanoseconds and shown in seconds.
 *
 * <p>Bounds: each metric holds at most {@link
 * io.sonde.exporters.registry.RegistryOptions#maxSeriesPerMetric} label sets; a request for one
 * more is answered with the series whose every label value is {@code other}, and is counted in
 * {@code sonde_overflow_total}. A series takes 1 KiB per octave of time it has seen, times the
 * stripes that contention made necessary (at most 8).
 */
@NullMarked
package io.sonde.exporters.registry;

import org.jspecify.annotations.NullMarked;
