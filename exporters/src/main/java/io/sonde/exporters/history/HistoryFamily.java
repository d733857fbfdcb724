package io.sonde.exporters.history;

import io.sonde.exporters.registry.Labels;
import io.sonde.exporters.registry.MetricType;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
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

  void writeTo(DataOutputStream out) throws IOException {
    HistoryText.write(out, name);
    HistoryText.write(out, type.name());
    HistoryText.write(out, unit);
    HistoryText.write(out, help);
    List<HistorySeries> all = List.copyOf(series.values());
    out.writeInt(all.size());
    for (HistorySeries one : all) {
      one.writeTo(out);
    }
  }

  static HistoryFamily readFrom(DataInputStream in) throws IOException {
    String name = HistoryText.read(in);
    MetricType type = MetricType.valueOf(HistoryText.read(in));
    HistoryFamily family =
        new HistoryFamily(name, type, HistoryText.read(in), HistoryText.read(in));
    for (int left = in.readInt(); left > 0; left--) {
      HistorySeries one = HistorySeries.readFrom(in, type);
      family.series.put(one.labels(), one);
    }
    return family;
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
