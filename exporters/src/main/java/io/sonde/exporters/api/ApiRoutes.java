package io.sonde.exporters.api;

import io.sonde.exporters.history.MetricsHistory;
import io.sonde.exporters.http.Access;
import io.sonde.exporters.http.Handler;
import io.sonde.exporters.http.Route;
import java.util.List;

/** The routes of the API, all for reading. */
public final class ApiRoutes {
  private static final String ROOT = "/api/v1/";

  private ApiRoutes() {}

  /** The routes for what metrics tell, and what is known of requests and pools beyond them. */
  public static List<Route> of(
      MetricsHistory history, RequestInsights requests, PoolInsights pools) {
    RecentFindings recent = new RecentFindings(requests, pools);
    return List.of(
        view(
            "overview",
            history,
            (request, reading, json) -> OverviewView.write(reading, recent, json)),
        view("routes", history, (request, reading, json) -> CallViews.routes(reading, json)),
        view(
            "routes/*",
            history,
            (request, reading, json) -> RouteView.write(request, reading, requests, pools, json)),
        view("sql", history, (request, reading, json) -> CallViews.sql(reading, requests, json)),
        view(
            "http-clients",
            history,
            (request, reading, json) -> CallViews.httpClients(reading, json)),
        view("pools", history, (request, reading, json) -> WaitViews.pools(reading, pools, json)),
        view("executors", history, (request, reading, json) -> WaitViews.executors(reading, json)),
        view("caches", history, (request, reading, json) -> GuardViews.caches(reading, json)),
        view(
            "resilience",
            history,
            (request, reading, json) -> GuardViews.resilience(reading, json)),
        view(
            "findings",
            history,
            (request, reading, json) -> OverviewView.findings(reading, requests, pools, json)),
        view("jvm", history, (request, reading, json) -> JvmView.write(reading, json)),
        view("about", history, (request, reading, json) -> AboutView.write(reading, json)),
        view(
            "requests/slow",
            history,
            (request, reading, json) -> SlowRequestsView.write(requests, json)),
        view("timeseries", history, TimeseriesView::series),
        view("heatmap", history, TimeseriesView::heatmap),
        route("events", new EventsHandler(history)),
        route("openapi.json", new DocumentHandler()));
  }

  private static Route view(String name, MetricsHistory history, View view) {
    return route(name, new ViewHandler(history, view));
  }

  private static Route route(String name, Handler handler) {
    return Route.get(ROOT + name, Access.READ, handler);
  }
}
