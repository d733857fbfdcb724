package io.sonde.exporters.api;

import io.sonde.exporters.http.JsonWriter;
import java.util.List;

/** The first answer: findings, the score, rate, errors, duration and saturation. */
final class OverviewView {
  private OverviewView() {}

  /** The answer about findings alone. */
  static void findings(
      Reading reading, RequestInsights requests, PoolInsights pools, JsonWriter json) {
    write(Findings.of(reading, requests, pools), json);
  }

  private static void write(List<Finding> findings, JsonWriter json) {
    json.name("findings").beginArray();
    for (Finding finding : findings) {
      finding.write(json);
    }
    json.endArray();
  }

  static void write(Reading reading, RecentFindings recent, JsonWriter json) {
    List<Finding> findings = recent.of(reading);
    write(findings, json);
    Health.write(findings, json);
    Score.write(reading, json);
    TimeRange range = reading.range();
    CallGroup requests = reading.everything(Metrics.SERVER);
    json.name("requests").beginObject();
    requests.writeFigures(json, range);
    requests.writeRates(json, "rates", range);
    requests.array(json, "errorRates", i -> range.rate(i, (double) requests.errors(i)));
    requests.writePercentiles(json, "p50s", 50);
    requests.writePercentiles(json, "p95s", 95);
    requests.writePercentiles(json, "p99s", 99);
    json.endObject();
    saturation(reading, json);
  }

  private static void saturation(Reading reading, JsonWriter json) {
    json.name("saturation").beginArray();
    double[] cpu = reading.means(reading.all("process_cpu_usage"));
    write(json, "processor", "jvm", cpu, 1);
    for (String name : reading.values(Metrics.POOL, Metrics.POOL_COUNT)) {
      PoolFigures pool = PoolFigures.of(reading, name);
      write(json, "pool " + name, "pools", reading.means(pool.usedSeries()), pool.max());
    }
    for (String name : reading.values(Metrics.NAME, Metrics.EXECUTOR_ACTIVE)) {
      ExecutorFigures executor = ExecutorFigures.of(reading, name);
      // one of one is busy or not: that says nothing about a limit
      if (executor.max() > 1) {
        double[] active = reading.means(executor.activeSeries());
        write(json, "executor " + name, "pools", active, executor.max());
      }
    }
    json.endArray();
  }

  private static void write(
      JsonWriter json, String name, String page, double[] busy, double limit) {
    if (!(limit > 0) || Double.isNaN(Reading.mean(busy))) {
      return;
    }
    json.beginObject().name("name").value(name).name("page").value(page);
    json.name("ratio").value(Math.min(1, Reading.mean(busy) / limit));
    json.name("peakRatio").value(Math.min(1, Reading.greatest(busy) / limit)).endObject();
  }
}
