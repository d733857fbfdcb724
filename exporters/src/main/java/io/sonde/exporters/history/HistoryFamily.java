package io.sonde.exporters.history;

import io.sonde.exporters.registry.Labels;
import io.sonde.exporters.registry.MetricType;
import java.util.concurrent.ConcurrentHashMap;

/** All series of one name. */
public final class HistoryFamily {
  private final String name;
  private final MetricType type;
  private final String unit;
  private final String help;
  final ConcurrentHashMap<Labels, HistorySeries> series = new ConcurrentHashMap<>();

  HistoryFamily(String name, MetricType type, String unit, String help) {
    this.name = name;
    this.type = type;
    this.unit = unit;
    this.help = help;
  }

  public String name() {
    return name;
  }

  public MetricType type() {
    return type;
  }

  /** Base unit, or empty. */
  public String unit() {
    return unit;
  }

  public String help() {
    return help;
  }
}
