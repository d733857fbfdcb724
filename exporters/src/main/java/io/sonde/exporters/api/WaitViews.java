package io.sonde.exporters.api;

import io.sonde.exporters.http.JsonWriter;
import java.util.List;
import java.util.Map;

/** The answers about what threads wait for: connection pools and executors. */
final class WaitViews {
  private WaitViews() {}

  /** Connection pools: waiting, busy, the limit, and who holds the connections. */
  static void pools(Reading reading, PoolInsights insights, JsonWriter json) {
    Map<String, PoolInsights.PoolUse> uses = PoolFindings.byName(insights);
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
      holders(uses.getOrDefault(pool, PoolInsights.PoolUse.none(pool)), json);
      json.endObject();
    }
    json.endArray();
  }

  private static void holders(PoolInsights.PoolUse use, JsonWriter json) {
    json.name("emptyMillis").value(use.emptyMillis());
    json.name("lentWhenEmpty").value((long) use.lentWhenEmpty());
    holders("whenEmpty", use.whenEmpty(), json);
    json.name("suspectCount").value((long) use.suspectCount());
    holders("suspects", use.suspects(), json);
    json.name("lostCount").value(use.lostCount());
    holders("lost", use.lost(), json);
  }

  private static void holders(String name, List<PoolInsights.Holder> holders, JsonWriter json) {
    json.name(name).beginArray();
    for (PoolInsights.Holder holder : holders) {
      json.beginObject().name("thread").value(holder.thread());
      json.name("method").value(holder.method()).name("route").value(holder.route());
      json.name("isRequestOver").value(holder.isRequestOver());
      json.name("heldSeconds").value(holder.heldSeconds());
      json.name("statement").value(holder.statement());
      json.name("isExecuting").value(holder.isExecuting()).name("borrowedAt").beginArray();
      holder.borrowedAt().forEach(json::value);
      json.endArray().endObject();
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
