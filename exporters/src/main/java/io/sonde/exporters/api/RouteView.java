package io.sonde.exporters.api;

import io.sonde.exporters.http.HttpProblem;
import io.sonde.exporters.http.JsonWriter;
import io.sonde.exporters.http.Request;
import java.util.List;
import java.util.Map;

/** The answer about one route: its budget over time, statements, slowest requests, findings. */
final class RouteView {
  private RouteView() {}

  static void write(
      Request request,
      Reading reading,
      RequestInsights requests,
      PoolInsights pools,
      JsonWriter json)
      throws HttpProblem {
    String id = request.path().substring(request.path().lastIndexOf('/') + 1);
    List<CallGroup> routes = reading.groups(Metrics.SERVER, Metrics.METHOD, Metrics.ROUTE);
    CallGroup route = find(id, routes);
    TimeRange range = reading.range();
    Map<String, RouteBudget> budgets = RouteBudget.all(reading);
    CallViews.route(route, routes, budgets, range, json);
    route.writePercentiles(json, "p50s", 50);
    route.writePercentiles(json, "p99s", 99);
    route.array(json, "errorRates", i -> range.rate(i, (double) route.errors(i)));
    budgets.getOrDefault(id, new RouteBudget(range.steps())).writeSteps(json);
    json.name("statements").beginArray();
    for (Use use : Use.all(reading, requests)) {
      if (use.routeId().equals(id)) {
        use.writeStatement(json);
      }
    }
    json.endArray().name("slowRequests").beginArray();
    for (RequestInsights.SlowRequest slow : requests.slowRequests()) {
      if (Ids.route(slow.method(), slow.route()).equals(id)) {
        SlowRequestsView.write(slow, json);
      }
    }
    json.endArray().name("findings").beginArray();
    for (Finding finding : Findings.of(reading, requests, pools)) {
      if (finding.proof().isOn(id)) {
        finding.write(json);
      }
    }
    json.endArray();
  }

  private static CallGroup find(String id, List<CallGroup> routes) throws HttpProblem {
    for (CallGroup route : routes) {
      if (Ids.route(route.key(0), route.key(1)).equals(id)) {
        return route;
      }
    }
    throw new HttpProblem(404, "No request of such a route in that time");
  }
}
