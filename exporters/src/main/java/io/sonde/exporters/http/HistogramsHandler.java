package io.sonde.exporters.http;

import io.sonde.exporters.registry.HistogramSeries;
import io.sonde.exporters.registry.HistogramSnapshot;
import io.sonde.exporters.registry.Labels;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Answers with every series of one histogram, {@code ?metric=} its Prometheus name: labels, count,
 * sum, percentiles and maximum in base units (seconds for a time), percentiles at most 0.8 % too
 * high.
 */
public final class HistogramsHandler implements Handler {
  private static final String[] NAMES = {"p50", "p90", "p95", "p99", "p999"};
  private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9};

  private final SondeMeterRegistry registry;

  public HistogramsHandler(SondeMeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    String metric = request.parameter("metric");
    if (metric == null || metric.isEmpty()) {
      throw new HttpProblem(400, "The parameter metric is needed");
    }
    List<HistogramSeries> all = registry.histograms(metric);
    if (all.isEmpty()) {
      throw new HttpProblem(404, "No such histogram");
    }
    JsonWriter json = new JsonWriter().beginObject().name("metric").value(metric);
    json.name("series").beginArray();
    for (HistogramSeries series : all) {
      write(series, json);
    }
    json.endArray().endObject();
    byte[] body = json.toString().getBytes(StandardCharsets.UTF_8);
    response.contentType("application/json").sendCompressed(request, body);
  }

  private static void write(HistogramSeries series, JsonWriter json) {
    json.beginObject().name("labels").beginObject();
    Labels labels = series.labels();
    for (int i = 0; i < labels.names().size(); i++) {
      json.name(labels.names().get(i)).value(labels.values().get(i));
    }
    HistogramSnapshot snapshot = series.snapshot();
    double valuesPerUnit = snapshot.valuesPerUnit();
    json.endObject().name("count").value(snapshot.count());
    json.name("sum").value(snapshot.sum() / valuesPerUnit);
    for (int i = 0; i < NAMES.length; i++) {
      double value = snapshot.valueAtPercentile(PERCENTILES[i]) / valuesPerUnit;
      json.name(NAMES[i]).value(value);
    }
    json.name("max").value(snapshot.max() / valuesPerUnit).endObject();
  }
}
