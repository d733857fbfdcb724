package io.sonde.exporters.api;

import io.sonde.exporters.history.SeriesWindow;
import io.sonde.exporters.http.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The answers about calls: routes, statements, other servers. */
final class CallViews {
  private CallViews() {}

  /** Routes by the time that requests to them took. */
  static void routes(Reading reading, JsonWriter json) {
    List<CallGroup> routes = reading.groups(Metrics.SERVER, Metrics.METHOD, Metrics.ROUTE);
    Map<String, RouteBudget> budgets = RouteBudget.all(reading);
    json.name("routes").beginArray();
    for (CallGroup route : routes) {
      json.beginObject();
      route(route, routes, budgets, reading.range(), json);
      json.endObject();
    }
    json.endArray();
  }

  /** Members of an object: a route, where its time went, how long it held connections. */
  static void route(
      CallGroup route,
      List<CallGroup> all,
      Map<String, RouteBudget> budgets,
      TimeRange range,
      JsonWriter json) {
    String id = Ids.route(route.key(0), route.key(1));
    json.name("id").value(id).name("method").value(route.key(0)).name("route").value(route.key(1));
    budgets.getOrDefault(id, new RouteBudget(range.steps())).write(json);
    figures(route, all, range, json);
  }

  /** Statements by the time that they took. */
  static void sql(Reading reading, RequestInsights requests, JsonWriter json) {
    List<Use> uses = Use.all(reading, requests);
    List<CallGroup> statements =
        reading.groups(
            Metrics.SQL, Metrics.SYSTEM, Metrics.NAMESPACE, Metrics.OPERATION, Metrics.SUMMARY);
    json.name("statements").beginArray();
    for (CallGroup statement : statements) {
      json.beginObject().name("system").value(statement.key(0));
      json.name("namespace").value(statement.key(1)).name("operation").value(statement.key(2));
      json.name("summary").value(statement.key(3));
      texts(uses, statement, json);
      end(statement, statements, reading.range(), json);
    }
    json.endArray().name("rows").beginArray();
    for (CallGroup rows : reading.groups(Metrics.ROWS, Metrics.SYSTEM, Metrics.OPERATION)) {
      json.beginObject().name("system").value(rows.key(0)).name("operation").value(rows.key(1));
      json.name("results").value(rows.count()).name("rows").value(rows.totalSeconds());
      json.name("p50Rows").value(rows.percentile(50)).name("p99Rows").value(rows.percentile(99));
      json.name("maxRows").value(rows.percentile(100)).endObject();
    }
    json.endArray();
  }

  /** The texts that have a statement's summary, with the routes that execute them. */
  private static void texts(List<Use> uses, CallGroup statement, JsonWriter json) {
    Map<String, List<Use>> byText = new LinkedHashMap<>();
    for (Use use : uses) {
      if (use.statement().system().equals(statement.key(0))
          && use.statement().summary().equals(statement.key(3))) {
        byText.computeIfAbsent(use.statement().id(), id -> new ArrayList<>()).add(use);
      }
    }
    json.name("texts").beginArray();
    for (List<Use> callers : byText.values()) {
      RequestInsights.StatementUse text = callers.get(0).statement();
      json.beginObject().name("id").value(text.id()).name("text").value(text.text());
      json.name("texts").value((long) text.literalTexts());
      json.name("calls").value(callers.stream().mapToDouble(Use::calls).sum());
      json.name("seconds").value(callers.stream().mapToDouble(Use::seconds).sum());
      json.name("callers").beginArray();
      callers.forEach(use -> use.writeCaller(json));
      json.endArray().endObject();
    }
    json.endArray();
  }

  /** Servers that this process calls, by the time that calls took. */
  static void httpClients(Reading reading, JsonWriter json) {
    List<CallGroup> servers = reading.groups(Metrics.CLIENT, Metrics.ADDRESS, Metrics.PORT);
    json.name("servers").beginArray();
    for (CallGroup server : servers) {
      json.beginObject().name("address").value(server.key(0)).name("port").value(server.key(1));
      json.name("active").value(active(reading, server));
      end(server, servers, reading.range(), json);
    }
    json.endArray();
  }

  private static double active(Reading reading, CallGroup server) {
    List<SeriesWindow> gauges =
        reading.where(Metrics.CLIENT_ACTIVE, Metrics.ADDRESS, server.key(0)).stream()
            .filter(gauge -> gauge.label(Metrics.PORT).equals(server.key(1)))
            .toList();
    return Reading.last(gauges);
  }

  private static void end(CallGroup group, List<CallGroup> all, TimeRange range, JsonWriter json) {
    figures(group, all, range, json);
    json.endObject();
  }

  private static void figures(
      CallGroup group, List<CallGroup> all, TimeRange range, JsonWriter json) {
    double total = 0;
    for (CallGroup other : all) {
      total += other.totalSeconds();
    }
    group.writeFigures(json, range);
    json.name("timeShare").value(total == 0 ? 0 : group.totalSeconds() / total);
    group.writeRates(json, "rates", range);
    group.writePercentiles(json, "p95s", 95);
  }
}
