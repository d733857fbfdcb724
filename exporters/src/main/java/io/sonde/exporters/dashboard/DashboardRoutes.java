package io.sonde.exporters.dashboard;

import io.sonde.exporters.http.Access;
import io.sonde.exporters.http.Route;
import java.util.List;

/**
 * The routes of the page and of its files. They hold no data, so they are open: a link to the page
 * works from anywhere, and beyond loopback it is the page that asks for the token.
 */
public final class DashboardRoutes {
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private DashboardRoutes() {}

  public static List<Route> all() {
    return List.of(
        route("/", "index.html", "text/html; charset=utf-8"),
        file("page.css", "text/css; charset=utf-8"),
        file("main.js", SCRIPT),
        file("pages.js", SCRIPT),
        file("calls.js", SCRIPT),
        file("budget.js", SCRIPT),
        file("findings.js", SCRIPT),
        file("requests.js", SCRIPT),
        file("route.js", SCRIPT),
        file("waits.js", SCRIPT),
        file("process.js", SCRIPT),
        file("charts.js", SCRIPT),
        file("copy.js", SCRIPT),
        file("find.js", SCRIPT),
        file("widgets.js", SCRIPT),
        file("format.js", SCRIPT),
        file("chart.js", SCRIPT),
        file("chart.LICENSE.txt", "text/plain; charset=utf-8"),
        file("icon.svg", "image/svg+xml"));
  }

  private static Route file(String name, String contentType) {
    return route("/dashboard/" + name, name, contentType);
  }

  private static Route route(String path, String name, String contentType) {
    return Route.get(path, Access.OPEN, new FileHandler(name, contentType));
  }
}
