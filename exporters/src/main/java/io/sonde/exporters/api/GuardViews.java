package io.sonde.exporters.api;

import io.sonde.exporters.history.SeriesWindow;
import io.sonde.exporters.http.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/** The answers about what stands between the application and others: caches, breakers, limits. */
final class GuardViews {
  private GuardViews() {}

  /** Caches by name: how often they had what was asked for. */
  static void caches(Reading reading, JsonWriter json) {
    json.name("caches").beginArray();
    for (String cache :
        reading.values(
            Metrics.CACHE,
            Metrics.CACHE_GETS,
            Metrics.CACHE_PUTS,
            Metrics.CACHE_EVICTIONS,
            Metrics.CACHE_SIZE)) {
      cache(reading, cache, json);
    }
    json.endArray();
  }

  private static void cache(Reading reading, String cache, JsonWriter json) {
    List<SeriesWindow> hits = gets(reading, cache, "hit");
    List<SeriesWindow> misses = gets(reading, cache, "miss");
    double hitCount = Reading.total(hits);
    double missCount = Reading.total(misses);
    double gets = hitCount + missCount;
    json.beginObject().name("name").value(cache);
    json.name("hits").value(hitCount).name("misses").value(missCount);
    json.name("ratePerSecond").value(gets / reading.range().totalSeconds());
    json.name("hitRatio").value(gets == 0 ? Double.NaN : hitCount / gets);
    json.name("puts").value(total(reading, Metrics.CACHE_PUTS, cache));
    json.name("evictions").value(total(reading, Metrics.CACHE_EVICTIONS, cache));
    json.name("size").value(Reading.last(reading.where(Metrics.CACHE_SIZE, Metrics.CACHE, cache)));
    double[] hitSteps = reading.increases(hits);
    double[] missSteps = reading.increases(misses);
    Json.array(
        json,
        "rates",
        hitSteps.length,
        i -> reading.range().rate(i, orZero(hitSteps[i]) + orZero(missSteps[i])));
    Json.array(
        json,
        "hitRatios",
        hitSteps.length,
        i -> orZero(hitSteps[i]) / (orZero(hitSteps[i]) + orZero(missSteps[i])));
    json.endObject();
  }

  private static List<SeriesWindow> gets(Reading reading, String cache, String result) {
    List<SeriesWindow> found = new ArrayList<>();
    for (SeriesWindow window : reading.where(Metrics.CACHE_GETS, Metrics.CACHE, cache)) {
      if (window.label(Metrics.CACHE_RESULT).equals(result)) {
        found.add(window);
      }
    }
    return found;
  }

  private static double total(Reading reading, String metric, String cache) {
    return Reading.total(reading.where(metric, Metrics.CACHE, cache));
  }

  private static double orZero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }

  /**
   * Circuit breakers with their state and calls, retries with their outcomes, bulkheads and rate
   * limiters with what they made wait.
   */
  static void resilience(Reading reading, JsonWriter json) {
    json.name("breakers").beginArray();
    for (String name : reading.values(Metrics.NAME, Metrics.BREAKER_STATE, Metrics.BREAKER_CALLS)) {
      breaker(reading, name, json);
    }
    json.endArray().name("retries").beginArray();
    for (String name : reading.values(Metrics.NAME, Metrics.RETRY_CALLS)) {
      json.beginObject().name("name").value(name).name("kinds").beginArray();
      for (SeriesWindow kind : reading.where(Metrics.RETRY_CALLS, Metrics.NAME, name)) {
        json.beginObject().name("kind").value(kind.label(Metrics.KIND));
        json.name("calls").value(kind.totalIncrease()).endObject();
      }
      json.endArray().endObject();
    }
    json.endArray();
    limits(reading, json, "bulkheads", Metrics.BULKHEAD_WAIT, Metrics.BULKHEAD_LEFT);
    limits(reading, json, "rateLimiters", Metrics.RATE_LIMITER_WAIT, Metrics.RATE_LIMITER_LEFT);
  }

  private static void limits(
      Reading reading, JsonWriter json, String member, String waits, String left) {
    json.name(member).beginArray();
    for (String name : reading.values(Metrics.NAME, left, waits)) {
      json.beginObject().name("name").value(name);
      json.name("available").value(Reading.last(reading.where(left, Metrics.NAME, name)));
      kinds(reading, json, waits, name);
      json.endObject();
    }
    json.endArray();
  }

  private static void kinds(Reading reading, JsonWriter json, String metric, String name) {
    json.name("kinds").beginArray();
    for (CallGroup calls : reading.groups(metric, Metrics.NAME, Metrics.KIND)) {
      if (calls.key(0).equals(name)) {
        json.beginObject().name("kind").value(calls.key(1)).name("calls").value(calls.count());
        calls.writeTimes(json);
        json.endObject();
      }
    }
    json.endArray();
  }

  private static void breaker(Reading reading, String name, JsonWriter json) {
    List<SeriesWindow> states = reading.where(Metrics.BREAKER_STATE, Metrics.NAME, name);
    String state = "";
    List<SeriesWindow> open = new ArrayList<>();
    for (SeriesWindow window : states) {
      state = window.last() == 1 ? window.label(Metrics.STATE) : state;
      if (window.label(Metrics.STATE).contains("open")
          && !window.label(Metrics.STATE).contains("half")) {
        open.add(window);
      }
    }
    json.beginObject().name("name").value(name).name("state").value(state);
    double[] openSteps = reading.means(open);
    json.name("openRatio").value(Reading.mean(openSteps));
    json.name("refused")
        .value(Reading.total(reading.where(Metrics.BREAKER_REFUSED, Metrics.NAME, name)));
    kinds(reading, json, Metrics.BREAKER_CALLS, name);
    CallGroup all = reading.group(Metrics.BREAKER_CALLS, Metrics.NAME, name);
    json.name("ratePerSecond").value(all.count() / reading.range().totalSeconds());
    all.writeRates(json, "rates", reading.range());
    Json.array(json, "openRatios", openSteps.length, i -> openSteps[i]);
    json.endObject();
  }
}
