package io.sonde.exporters.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What routes do that is usually wrong: with statements, and with connections. */
final class RequestFindings {
  private static final int MOST_ROUTES_NAMED = 3;

  private final Spans spans;
  private final List<Use> uses;
  private final Map<String, CallGroup> calls = new HashMap<>();
  private final Map<String, RouteBudget> budgets;
  private final List<RequestInsights.RouteUse> routes;
  private final List<Finding> found;

  RequestFindings(Spans spans, RequestInsights requests, List<Use> uses, List<Finding> found) {
    this.spans = spans;
    Reading reading = spans.reading();
    this.uses = uses;
    this.budgets = RouteBudget.all(reading);
    this.routes = requests.routes();
    this.found = found;
    for (CallGroup group : reading.groups(Metrics.SERVER, Metrics.METHOD, Metrics.ROUTE)) {
      calls.put(Ids.route(group.key(0), group.key(1)), group);
    }
  }

  void add() {
    uses.forEach(this::repeats);
    routes.forEach(this::held);
    allColumns();
    changesAllRows();
    readsAllRows();
    leadingWildcard();
    literals();
  }

  private void repeats(Use use) {
    CallGroup requests = calls.get(use.routeId());
    double repeating = use.repeatingRequests();
    if (requests == null
        || !SqlPattern.isQuery(use.statement().summary())
        || repeating < Threshold.REPEATING.value()
        || repeating < Threshold.REPEATING_SHARE.value() * requests.count()
        || !spans.last(i -> use.repeatingRequests(i) > 0)) {
      return;
    }
    double saved = (use.repeatedCalls() - repeating) * use.meanSeconds();
    double share = saved / Math.max(requests.totalSeconds(), saved);
    RouteName name = RouteName.of(use.route());
    String route = name.text();
    found.add(
        new Finding(
            "n-plus-one",
            share >= Threshold.RED_SHARE.value(),
            "routes",
            route,
            "Candidate for N+1: "
                + route
                + " executes "
                + use.statement().summary()
                + " "
                + Words.number(use.statement().medianRepeats())
                + " times a request (median; at most "
                + Words.number(use.statement().maxRepeats())
                + "). One statement instead would save up to "
                + Words.percent(share)
                + " of the route's time.",
            Words.number(use.repeatedCalls())
                + " executions by "
                + Words.number(repeating)
                + " requests with "
                + RequestInsights.REPEATED
                + " or more, in "
                + spans.length()
                + "; all but one of each × "
                + Words.seconds(use.meanSeconds())
                + " (mean) = "
                + Words.seconds(saved)
                + ". Median and maximum are since the start.",
            "Fetch them with one statement: a join, an IN list, or a batch size for the mapper.",
            saved,
            (long) repeating,
            Proof.CANDIDATE
                .and("repeats per request (median)", use.statement().medianRepeats(), "calls")
                .and("repeats per request (largest)", use.statement().maxRepeats(), "calls")
                .and("requests with repeats", repeating, "requests")
                .and("mean of one execution", use.meanSeconds(), "s")
                .and("saved at most", saved, "s")
                .on(List.of(name))
                .about(use.statement().text(), use.statement().stack())));
  }

  private void held(RequestInsights.RouteUse route) {
    RouteName name = RouteName.of(route);
    String id = name.id();
    RouteBudget budget = budgets.get(id);
    CallGroup requests = calls.get(id);
    if (budget == null || requests == null || requests.count() < Threshold.CALLS.value()) {
      return;
    }
    double inHttp = budget.heldInHttpSeconds();
    double held = budget.heldSeconds();
    double perRequest = inHttp / requests.count();
    double least = Threshold.HELD.value();
    if (perRequest < least
        || inHttp < Threshold.HELD_SHARE.value() * held
        || !spans.last(i -> budget.heldInHttpSeconds(i) > least * requests.count(i))) {
      return;
    }
    found.add(
        new Finding(
            "held-connection",
            false,
            "routes",
            name.text(),
            name.text()
                + " keeps a database connection while it calls another server: "
                + Words.percent(inHttp / held)
                + " of the time that it holds connections goes into outgoing HTTP calls, "
                + Words.percent(budget.heldInSqlSeconds() / held)
                + " into statements. "
                + Words.number((double) requests.count())
                + " requests seen.",
            Words.seconds(inHttp)
                + " in HTTP calls ÷ "
                + Words.seconds(held)
                + " held, in "
                + spans.length()
                + "; "
                + Words.seconds(perRequest)
                + " a request. Ranked by the time that others could not use the connections.",
            "Call the other server before the connection is taken or after it is given back"
                + " (outside of the transaction).",
            inHttp,
            requests.count(),
            Proof.CERTAIN
                .and("held", held, "s")
                .and("of that in outgoing HTTP calls", inHttp, "s")
                .and("of that in statements", budget.heldInSqlSeconds(), "s")
                .and("in HTTP calls per request", perRequest, "s")
                .and("requests", (double) requests.count(), "requests")
                .on(List.of(name))));
  }

  private void allColumns() {
    for (Group group : groups(use -> SqlPattern.readsAllColumns(use.statement().text()))) {
      if (group.calls >= Threshold.CALLS.value()) {
        found.add(
            group.finding(
                "select-star",
                " reads all columns of a table (SELECT *)",
                "Name the columns that are used: the others are read, sent and kept for nothing,"
                    + " and a new one changes what the statement does.",
                0,
                Proof.CANDIDATE));
      }
    }
  }

  private void changesAllRows() {
    for (Group group : groups(use -> SqlPattern.changesAllRows(use.statement()))) {
      if (group.calls >= Threshold.CHANGES.value()) {
        found.add(
            group.finding(
                "change-without-where",
                " changes all rows of a table: it has no WHERE",
                "Say which rows are meant; if all are, the table had better be a small one.",
                group.seconds,
                Proof.CANDIDATE));
      }
    }
  }

  private void readsAllRows() {
    for (Group group : groups(use -> SqlPattern.readsAllRows(use.statement()))) {
      if (group.calls >= Threshold.CALLS.value()
          && group.meanSeconds() >= Threshold.WHOLE_TABLE.value()) {
        found.add(
            group.finding(
                "select-without-where",
                " reads all rows of a table: it has neither a WHERE nor a limit",
                "Read what is needed, page by page, or keep the result.",
                group.seconds,
                Proof.CANDIDATE));
      }
    }
  }

  private void leadingWildcard() {
    for (Group group : groups(use -> use.statement().hasLeadingWildcard())) {
      if (group.calls >= Threshold.CALLS.value()) {
        found.add(
            group.finding(
                "leading-wildcard",
                " compares with LIKE '%…': no ordinary index can serve that, every row is read",
                "Use a full-text or trigram index, or a pattern that starts with text.",
                group.seconds,
                Proof.CERTAIN));
      }
    }
  }

  private void literals() {
    for (Group group : groups(use -> use.statement().literalTexts() >= Threshold.TEXTS.value())) {
      if (group.calls >= Threshold.CALLS.value()) {
        int texts = group.first.statement().literalTexts();
        found.add(
            group.finding(
                "literals",
                " comes with its values in the text: "
                    + texts
                    + " or more texts that differ in nothing else",
                "Use parameters: the database parses and plans each text anew, and a value in a"
                    + " text may be an injection.",
                0,
                Proof.CERTAIN.and("different texts, at least", texts, "texts")));
      }
    }
  }

  private List<Group> groups(Predicate<Use> isMeant) {
    Map<String, Group> groups = new LinkedHashMap<>();
    for (Use use : uses) {
      if (isMeant.test(use)) {
        groups.computeIfAbsent(use.statement().id(), id -> new Group(use)).add(use);
      }
    }
    return new ArrayList<>(groups.values());
  }

  /** One statement with all routes that execute it. */
  private final class Group {
    final Use first;
    final List<RouteName> callers = new ArrayList<>();
    double calls;
    double seconds;

    Group(Use first) {
      this.first = first;
    }

    void add(Use use) {
      callers.add(RouteName.of(use.route()));
      calls += use.calls();
      seconds += use.seconds();
    }

    double meanSeconds() {
      return seconds / calls;
    }

    Finding finding(String kind, String what, String advice, double lostSeconds, Proof proof) {
      return new Finding(
          kind,
          false,
          "sql",
          first.statement().summary(),
          first.statement().summary() + what + ". Executed by " + where() + ".",
          Words.number(calls)
              + " executions in "
              + spans.length()
              + " took "
              + Words.seconds(seconds)
              + ", "
              + Words.seconds(meanSeconds())
              + " each.",
          advice,
          lostSeconds,
          (long) calls,
          proof
              .and("executions", calls, "calls")
              .and("mean", meanSeconds(), "s")
              .on(callers)
              .about(first.statement().text(), List.of()));
    }

    private String where() {
      StringBuilder names = new StringBuilder();
      for (int i = 0; i < Math.min(MOST_ROUTES_NAMED, callers.size()); i++) {
        names.append(i == 0 ? "" : ", ").append(callers.get(i).text());
      }
      int more = callers.size() - MOST_ROUTES_NAMED;
      return more > 0 ? names + " and " + more + " more" : names.toString();
    }
  }
}
