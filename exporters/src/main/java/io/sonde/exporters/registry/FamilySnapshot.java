package io.sonde.exporters.registry;

import java.util.List;

/**
 * All series of one name.
 *
 * @param name Prometheus name with unit and, for counters, {@code _total}
 * @param type what the samples mean
 * @param unit base unit that the name carries as a suffix ({@code seconds}), or empty
 * @param help first sentence of the description
 * @param series sorted by label values
 */
public record FamilySnapshot(
    String name, MetricType type, String unit, String help, List<SeriesSnapshot> series) {
  public FamilySnapshot {
    series = List.copyOf(series);
  }
}
