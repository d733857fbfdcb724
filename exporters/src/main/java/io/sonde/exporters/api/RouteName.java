package io.sonde.exporters.api;

/** A route by what it is called. */
record RouteName(String method, String route) {
  static RouteName of(RequestInsights.RouteUse use) {
    return new RouteName(use.method(), use.route());
  }

  String id() {
    return Ids.route(method, route);
  }

  /** {@code GET /orders}. */
  String text() {
    return method + ' ' + route;
  }
}
