package io.sonde.exporters.api;

import io.sonde.exporters.history.HistoryFamily;
import io.sonde.exporters.history.MetricsHistory;
import io.sonde.exporters.history.SeriesWindow;
import io.sonde.exporters.http.JsonWriter;
import io.sonde.exporters.registry.MetricType;

/** The answer about Sonde: what it costs, what its bounds dropped, which errors it swallowed. */
final class AboutView {
  private static final String OVERHEAD = "sonde_overhead_ratio";

  private AboutView() {}

  static void write(Reading reading, JsonWriter json) {
    MetricsHistory history = reading.history();
    json.name("historyUsedBytes").value(history.usedBytes());
    json.name("historyBudgetBytes").value(history.budgetBytes());
    json.name("historySeries").value((long) history.seriesCount());
    json.name("historyDroppedSeries").value(history.droppedSeries());
    json.name("historyFromMillis").value(history.firstMillis());
    json.name("series").beginArray();
    for (HistoryFamily family : history.families()) {
      if (!family.name().startsWith("sonde_")) {
        continue;
      }
      boolean isGauge = family.type() == MetricType.GAUGE;
      for (SeriesWindow window : reading.all(family.name())) {
        json.beginObject().name("metric").value(family.name());
        json.name("help").value(family.help());
        Json.labels(json, window);
        json.name("value").value(isGauge ? window.last() : window.totalIncrease()).endObject();
      }
    }
    json.endArray();
    json.name("overheads").beginArray();
    for (SeriesWindow window : reading.all(OVERHEAD)) {
      json.beginObject();
      Json.labels(json, window);
      Json.array(json, "means", window.steps(), window::mean);
      json.endObject();
    }
    json.endArray();
  }
}
