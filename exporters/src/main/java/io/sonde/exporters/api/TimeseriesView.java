package io.sonde.exporters.api;

import io.sonde.exporters.history.HistoryFamily;
import io.sonde.exporters.history.SeriesWindow;
import io.sonde.exporters.http.HttpProblem;
import io.sonde.exporters.http.JsonWriter;
import io.sonde.exporters.http.Request;
import io.sonde.exporters.registry.CellCounts;
import io.sonde.exporters.registry.MetricType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The answers about one metric by name: its series over time, or its values as a heat map. */
final class TimeseriesView {
  /** Upper edges of the bands of a heat map: 100 µs, doubling every second one. */
  private static final double[] BANDS = bands();

  private TimeseriesView() {}

  private static double[] bands() {
    double[] bands = new double[34];
    for (int i = 0; i < bands.length; i++) {
      bands[i] = 1e-4 * Math.pow(2, i / 2.0);
    }
    return bands;
  }

  static void series(Request request, Reading reading, JsonWriter json) throws HttpProblem {
    HistoryFamily family = family(request, reading);
    double[] percentiles = Parameters.percentiles(request, "q", 50, 95, 99);
    String type = family.type().name().toLowerCase(Locale.ROOT);
    json.name("metric").value(family.name()).name("type").value(type);
    json.name("unit").value(family.unit()).name("help").value(family.help());
    json.name("series").beginArray();
    for (SeriesWindow window : matching(request, reading, family)) {
      json.beginObject();
      Json.labels(json, window);
      switch (family.type()) {
        case HISTOGRAM -> histogram(window, reading.range(), percentiles, json);
        case COUNTER, SUMMARY -> increases(window, reading.range(), json);
        default -> {
          Json.array(json, "means", window.steps(), window::mean);
          Json.array(json, "maxima", window.steps(), window::max);
        }
      }
      json.endObject();
    }
    json.endArray();
  }

  private static void increases(SeriesWindow window, TimeRange range, JsonWriter json) {
    json.name("increase").value(window.totalIncrease());
    Json.array(json, "rates", window.steps(), i -> range.rate(i, window.increase(i)));
  }

  private static void histogram(
      SeriesWindow window, TimeRange range, double[] percentiles, JsonWriter json) {
    CallGroup calls = new CallGroup(List.of(), range.steps());
    calls.add(window);
    json.name("increase").value(calls.count());
    calls.writeRates(json, "rates", range);
    json.name("percentiles").beginArray();
    for (double percentile : percentiles) {
      json.beginObject().name("percentile").value(percentile);
      json.name("value").value(calls.percentile(percentile));
      calls.writePercentiles(json, "values", percentile);
      json.endObject();
    }
    json.endArray();
  }

  static void heatmap(Request request, Reading reading, JsonWriter json) throws HttpProblem {
    HistoryFamily family = family(request, reading);
    if (family.type() != MetricType.HISTOGRAM) {
      throw Parameters.wrong("metric", family.name(), "the name of a histogram");
    }
    CallGroup calls = new CallGroup(List.of(), reading.range().steps());
    matching(request, reading, family).forEach(calls::add);
    Json.array(json, "bands", BANDS.length, i -> BANDS[i]);
    json.name("counts").beginArray();
    for (int step = 0; step < reading.range().steps(); step++) {
      json.beginArray();
      for (long count : banded(calls.cells(step))) {
        json.value(count);
      }
      json.endArray();
    }
    json.endArray();
    calls.writePercentiles(json, "p50s", 50);
    calls.writePercentiles(json, "p95s", 95);
    calls.writePercentiles(json, "p99s", 99);
  }

  private static long[] banded(@org.jspecify.annotations.Nullable CellCounts cells) {
    long[] counts = new long[BANDS.length];
    for (int cell = 0, band = 0; cells != null && cell < cells.cellLimit(); cell++) {
      while (band < BANDS.length - 1 && cells.upperEdge(cell) > BANDS[band]) {
        band++;
      }
      counts[band] += cells.countAt(cell);
    }
    return counts;
  }

  private static HistoryFamily family(Request request, Reading reading) throws HttpProblem {
    String name = Parameters.required(request, "metric", "a name that /metrics shows");
    HistoryFamily family = reading.history().family(name);
    if (family == null) {
      throw Parameters.wrong("metric", name, "a name that /metrics shows");
    }
    return family;
  }

  private static List<SeriesWindow> matching(Request request, Reading reading, HistoryFamily family)
      throws HttpProblem {
    List<String[]> labels = Parameters.labels(request);
    List<SeriesWindow> matching = new ArrayList<>();
    for (SeriesWindow window : reading.all(family.name())) {
      if (labels.stream().allMatch(pair -> window.label(pair[0]).equals(pair[1]))) {
        matching.add(window);
      }
    }
    return matching;
  }
}
