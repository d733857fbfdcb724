package io.sonde.exporters.api;

import io.sonde.exporters.http.JsonWriter;

/** The answers about what threads wait for: connection pools and executors. */
final class WaitViews {
  private WaitViews() {}

  /** Connection pools: waiting, busy and the limit. */
  static void pools(Reading reading, JsonWriter json) {
    json.name("pools").beginArray();
    for (String pool :
        reading.values(Metrics.POOL, Metrics.POOL_WAIT, Metrics.POOL_USE, Metrics.POOL_COUNT)) {
      PoolFigures figures = PoolFigures.of(reading, pool);
      json.beginObject().name("name").value(pool).name("max").value(figures.max());
      json.name("used").value(Reading.last(figures.usedSeries()));
      json.name("idle").value(figures.idle());
      json.name("pending").value(Reading.last(figures.pendingSeries()));
      json.name("timeouts").value(figures.timeouts());
      times(json, "wait", figures.waits());
      times(json, "use", figures.uses());
      times(json, "create", reading.group(Metrics.POOL_CREATE, Metrics.POOL, pool));
      double[] used = reading.peaks(figures.usedSeries());
      double[] pending = reading.peaks(figures.pendingSeries());
      figures.waits().writePercentiles(json, "waitP50s", 50);
      figures.waits().writePercentiles(json, "waitP95s", 95);
      Json.array(json, "useds", used.length, i -> used[i]);
      Json.array(json, "pendings", pending.length, i -> pending[i]);
      json.endObject();
    }
    json.endArray();
  }

  /** Executors: waiting, busy and the limit. */
  static void executors(Reading reading, JsonWriter json) {
    json.name("executors").beginArray();
    for (String name :
        reading.values(Metrics.NAME, Metrics.EXECUTOR_RUN, Metrics.EXECUTOR_ACTIVE)) {
      ExecutorFigures figures = ExecutorFigures.of(reading, name);
      json.beginObject().name("name").value(name);
      json.name("max").value(figures.max()).name("size").value(figures.size());
      json.name("active").value(Reading.last(figures.activeSeries()));
      json.name("queued").value(Reading.last(figures.queuedSeries()));
      json.name("queueRemaining")
          .value(Reading.last(reading.where(Metrics.EXECUTOR_REMAINING, Metrics.NAME, name)));
      json.name("rejected").value(figures.rejected());
      json.name("errors").value(figures.runs().errors());
      json.name("ratePerSecond").value(figures.runs().count() / reading.range().totalSeconds());
      times(json, "wait", figures.waits());
      times(json, "run", figures.runs());
      double[] active = reading.peaks(figures.activeSeries());
      double[] queued = reading.peaks(figures.queuedSeries());
      figures.waits().writePercentiles(json, "waitP50s", 50);
      figures.waits().writePercentiles(json, "waitP95s", 95);
      Json.array(json, "actives", active.length, i -> active[i]);
      Json.array(json, "queueds", queued.length, i -> queued[i]);
      json.endObject();
    }
    json.endArray();
  }

  private static void times(JsonWriter json, String name, CallGroup group) {
    json.name(name).beginObject().name("count").value(group.count());
    group.writeTimes(json);
    json.endObject();
  }
}
