package io.sonde.exporters.api;

import io.sonde.exporters.history.SeriesWindow;
import io.sonde.exporters.http.JsonWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the requests of one route did with one statement in a stretch of time.
 *
 * @param route the route
 * @param statement the statement, with figures since the start
 * @param calls executions in the time
 * @param seconds how long they took
 * @param repeats requests that executed it often, and how often in all; null if none ever did
 */
record Use(
    RequestInsights.RouteUse route,
    RequestInsights.StatementUse statement,
    double calls,
    double seconds,
    @Nullable SeriesWindow repeats) {

  /** All that were executed in the time, those that took most first. */
  static List<Use> all(Reading reading, RequestInsights requests) {
    Map<List<String>, SeriesWindow> uses = byKey(reading, RequestInsights.STATEMENT_USE);
    Map<List<String>, SeriesWindow> repeats = byKey(reading, RequestInsights.STATEMENT_REPEATS);
    List<Use> found = new ArrayList<>();
    for (RequestInsights.RouteUse route : requests.routes()) {
      for (RequestInsights.StatementUse statement : route.statements()) {
        List<String> key = List.of(route.method(), route.route(), statement.id());
        SeriesWindow window = uses.get(key);
        if (window != null && window.totalIncrease() > 0) {
          double calls = window.totalIncrease();
          double seconds = 0;
          for (int step = 0; step < window.steps(); step++) {
            seconds += window.sumIncrease(step);
          }
          found.add(new Use(route, statement, calls, seconds, repeats.get(key)));
        }
      }
    }
    found.sort((one, two) -> Double.compare(two.seconds, one.seconds));
    return found;
  }

  private static Map<List<String>, SeriesWindow> byKey(Reading reading, String metric) {
    Map<List<String>, SeriesWindow> windows = new HashMap<>();
    for (SeriesWindow window : reading.all(metric)) {
      windows.put(
          List.of(
              window.label(Metrics.METHOD),
              window.label(Metrics.ROUTE),
              window.label(RequestInsights.STATEMENT)),
          window);
    }
    return windows;
  }

  String routeId() {
    return Ids.route(route.method(), route.route());
  }

  double meanSeconds() {
    return calls == 0 ? Double.NaN : seconds / calls;
  }

  /** Requests of the time that executed it {@link RequestInsights#REPEATED} times or more. */
  double repeatingRequests() {
    return repeats == null ? 0 : repeats.totalIncrease();
  }

  double repeatingRequests(int step) {
    return repeats == null ? 0 : repeats.increase(step);
  }

  /** Executions by those. */
  double repeatedCalls() {
    double sum = 0;
    for (int step = 0; repeats != null && step < repeats.steps(); step++) {
      sum += repeats.sumIncrease(step);
    }
    return sum;
  }

  /** An object for a list of what a route executes. */
  void writeStatement(JsonWriter json) {
    json.beginObject().name("id").value(statement.id()).name("system").value(statement.system());
    json.name("summary").value(statement.summary()).name("text").value(statement.text());
    json.name("calls").value(calls).name("seconds").value(seconds);
    json.name("meanSeconds").value(meanSeconds());
    json.name("repeatingRequests").value(repeatingRequests());
    json.name("medianRepeats").value((long) statement.medianRepeats());
    json.name("maxRepeats").value((long) statement.maxRepeats());
    json.name("maxSeconds").value(statement.maxSeconds());
    json.name("texts").value((long) statement.literalTexts());
    json.name("stack").beginArray();
    statement.stack().forEach(json::value);
    json.endArray().endObject();
  }

  /** An object for a list of who executes a statement. */
  void writeCaller(JsonWriter json) {
    json.beginObject().name("id").value(routeId()).name("method").value(route.method());
    json.name("route").value(route.route());
    json.name("calls").value(calls).name("seconds").value(seconds);
    json.name("medianRepeats").value((long) statement.medianRepeats());
    json.name("maxRepeats").value((long) statement.maxRepeats()).endObject();
  }
}
