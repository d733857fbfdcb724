package io.sonde.exporters.api;

import io.sonde.exporters.history.SeriesWindow;
import io.sonde.exporters.http.JsonWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the time of one route's requests went, and how long they held connections. */
final class RouteBudget {
  private static final List<String> PARTS =
      List.of(
          "sql",
          "connection_wait",
          "http_client",
          "executor_queue",
          "cpu",
          "blocked",
          "gc",
          "other");
  private static final List<String> HELD = List.of("sql", "http_client", "idle");

  private final double[][] partSeconds;
  private final double[][] heldSeconds;
  private double outgoingCalls;

  RouteBudget(int steps) {
    partSeconds = new double[PARTS.size()][steps];
    heldSeconds = new double[HELD.size()][steps];
  }

  /** The budgets of all routes by {@link Ids#route}. */
  static Map<String, RouteBudget> all(Reading reading) {
    Map<String, RouteBudget> budgets = new HashMap<>();
    for (SeriesWindow window : reading.all(Metrics.PART_SECONDS)) {
      add(window, PARTS.indexOf(window.label(Metrics.PART)), of(window, budgets).partSeconds);
    }
    for (SeriesWindow window : reading.all(Metrics.HELD_SECONDS)) {
      add(window, HELD.indexOf(window.label(Metrics.STATE)), of(window, budgets).heldSeconds);
    }
    for (SeriesWindow window : reading.all(RequestInsights.OUTGOING_CALLS)) {
      of(window, budgets).outgoingCalls += window.totalIncrease();
    }
    return budgets;
  }

  private static RouteBudget of(SeriesWindow window, Map<String, RouteBudget> budgets) {
    String id = Ids.route(window.label(Metrics.METHOD), window.label(Metrics.ROUTE));
    return budgets.computeIfAbsent(id, made -> new RouteBudget(window.steps()));
  }

  private static void add(SeriesWindow window, int at, double[][] seconds) {
    for (int step = 0; at >= 0 && step < window.steps(); step++) {
      seconds[at][step] += window.increase(step);
    }
  }

  /** How long connections were held. */
  double heldSeconds() {
    double sum = 0;
    for (double[] steps : heldSeconds) {
      sum += sum(steps);
    }
    return sum;
  }

  /** How long of that the request waited for an outgoing HTTP call. */
  double heldInHttpSeconds() {
    return sum(heldSeconds[HELD.indexOf("http_client")]);
  }

  double heldInHttpSeconds(int step) {
    return heldSeconds[HELD.indexOf("http_client")][step];
  }

  double heldInSqlSeconds() {
    return sum(heldSeconds[HELD.indexOf("sql")]);
  }

  /** Members of an object: sums of the whole time. */
  void write(JsonWriter json) {
    json.name("parts").beginObject();
    for (int i = 0; i < PARTS.size(); i++) {
      json.name(PARTS.get(i)).value(sum(partSeconds[i]));
    }
    json.endObject().name("held").beginObject();
    for (int i = 0; i < HELD.size(); i++) {
      json.name(HELD.get(i)).value(sum(heldSeconds[i]));
    }
    json.endObject().name("outgoingCalls").value(outgoingCalls);
  }

  /** A member of an object: the parts in each step. */
  void writeSteps(JsonWriter json) {
    json.name("partSeconds").beginObject();
    for (int i = 0; i < PARTS.size(); i++) {
      double[] steps = partSeconds[i];
      Json.array(json, PARTS.get(i), steps.length, step -> steps[step]);
    }
    json.endObject();
  }

  private static double sum(double[] steps) {
    double sum = 0;
    for (double step : steps) {
      sum += step;
    }
    return sum;
  }
}
