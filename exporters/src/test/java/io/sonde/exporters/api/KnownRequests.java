package io.sonde.exporters.api;

import io.sonde.exporters.registry.Labels;
import io.sonde.exporters.registry.MetricType;
import io.sonde.exporters.registry.SeriesVisitor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests as a test tells them, with what the agent would show of them. */
final class KnownRequests implements RequestInsights {
  private static final String SYSTEM = "h2";

  private final Map<String, Told> told = new LinkedHashMap<>();
  private final List<SlowRequest> slow = new ArrayList<>();
  private long outgoingCalls;

  /** One statement of one route, summed up. */
  static final class Told {
    private final String route;
    private final String summary;
    private final String text;
    private final boolean isWhole;
    private final int texts;
    private final boolean hasLeadingWildcard;
    private long requests;
    private long calls;
    private double seconds;
    private long repeatingRequests;
    private long repeatedCalls;
    private int mostRepeats;

    private Told(String route, String text, boolean isWhole, int texts, boolean wildcard) {
      this.route = route;
      this.summary = text.startsWith("UPDATE") ? "UPDATE orders" : "SELECT orders";
      this.text = text;
      this.isWhole = isWhole;
      this.texts = texts;
      this.hasLeadingWildcard = wildcard;
    }

    /** One request executed it so many times. */
    void request(int executions, double secondsEach) {
      requests++;
      calls += executions;
      seconds += executions * secondsEach;
      mostRepeats = Math.max(mostRepeats, executions);
      if (executions >= REPEATED) {
        repeatingRequests++;
        repeatedCalls += executions;
      }
    }

    private StatementUse use() {
      return new StatementUse(
          Ids.statement(SYSTEM, text),
          SYSTEM,
          summary,
          text,
          isWhole,
          texts,
          hasLeadingWildcard,
          calls,
          seconds,
          seconds,
          requests,
          mostRepeats,
          mostRepeats,
          repeatingRequests > 0 ? List.of("shop.Orders.read(Orders.java:7)") : List.of());
    }

    private Labels labels() {
      return new Labels(
          List.of("http_request_method", "http_route", STATEMENT),
          List.of("GET", route, Ids.statement(SYSTEM, text)));
    }
  }

  Told statement(String route, String text) {
    return told.computeIfAbsent(route + text, key -> new Told(route, text, true, 0, false));
  }

  Told partOfStatement(String route, String text) {
    return told.computeIfAbsent(route + text, key -> new Told(route, text, false, 0, false));
  }

  Told statementWithLiterals(String route, String text, int texts) {
    return told.computeIfAbsent(route + text, key -> new Told(route, text, true, texts, false));
  }

  Told statementWithWildcard(String route, String text) {
    return told.computeIfAbsent(route + text, key -> new Told(route, text, true, 1, true));
  }

  void slow(SlowRequest request) {
    slow.add(request);
  }

  void outgoingCall() {
    outgoingCalls++;
  }

  @Override
  public void visit(SeriesVisitor visitor) {
    visitor.family(STATEMENT_USE, MetricType.SUMMARY, "seconds", "");
    told.values().forEach(one -> visitor.summary(one.labels(), one.calls, one.seconds));
    visitor.family(STATEMENT_REPEATS, MetricType.SUMMARY, "", "");
    for (Told one : told.values()) {
      if (one.repeatingRequests > 0) {
        visitor.summary(one.labels(), one.repeatingRequests, (double) one.repeatedCalls);
      }
    }
    visitor.family(OUTGOING_CALLS, MetricType.COUNTER, "", "");
    List<String> names = List.of("http_request_method", "http_route");
    visitor.value(new Labels(names, List.of("GET", "/orders")), (double) outgoingCalls);
  }

  @Override
  public List<RouteUse> routes() {
    Map<String, List<StatementUse>> byRoute = new LinkedHashMap<>();
    byRoute.put("/orders", new ArrayList<>());
    for (Told one : told.values()) {
      byRoute.computeIfAbsent(one.route, route -> new ArrayList<>()).add(one.use());
    }
    List<RouteUse> routes = new ArrayList<>();
    byRoute.forEach((route, uses) -> routes.add(new RouteUse("GET", route, 1, 1, 0, 0, uses)));
    return routes;
  }

  @Override
  public List<SlowRequest> slowRequests() {
    return slow;
  }

  @Override
  public long dropped() {
    return 0;
  }
}
