package io.sonde.exporters.registry;

/**
 * One histogram series with all its cells.
 *
 * @param labels its labels
 * @param snapshot cells in the recording unit
 */
public record HistogramSeries(Labels labels, HistogramSnapshot snapshot) {}
