package io.sonde.exporters.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is wrong: what metrics alone prove here, what routes do in {@link RequestFindings}.
 *
 * <p>A finding needs the trouble to be there in several {@link Spans} of the time and in enough
 * calls; the numbers are in {@link Threshold}. An idle process has no findings.
 */
final class Findings {
  private final Reading reading;
  private final Spans spans;
  private final List<Use> uses;
  private final List<Finding> found = new ArrayList<>();

  private Findings(Spans spans, List<Use> uses) {
    this.reading = spans.reading();
    this.spans = spans;
    this.uses = uses;
  }

  /** All findings about a time, those that cost most first. */
  static List<Finding> of(Reading asked, RequestInsights requests, PoolInsights pools) {
    Spans spans = Spans.of(asked);
    Findings findings = new Findings(spans, Use.all(spans.reading(), requests));
    new PoolFindings(spans, pools, findings.found).add();
    findings.executors();
    findings.errors(Metrics.SERVER, "routes", Metrics.METHOD, Metrics.ROUTE);
    findings.errors(Metrics.CLIENT, "http", Metrics.ADDRESS, Metrics.PORT);
    findings.errors(Metrics.SQL, "sql", Metrics.SYSTEM, Metrics.SUMMARY);
    findings.statements();
    findings.collections();
    new RequestFindings(spans, requests, findings.uses, findings.found).add();
    findings.found.sort((one, two) -> Double.compare(two.lostSeconds(), one.lostSeconds()));
    return findings.found;
  }

  private void executors() {
    for (String name : reading.values(Metrics.NAME, Metrics.EXECUTOR_WAIT)) {
      ExecutorFigures executor = ExecutorFigures.of(reading, name);
      double[] queued = reading.peaks(executor.queuedSeries());
      double[] active = reading.peaks(executor.activeSeries());
      boolean saturated =
          spans.last(
              i ->
                  executor.waits().percentile(i, 95) >= Threshold.WAIT.value()
                      && queued[i] > 0
                      && active[i] >= executor.threads());
      if ((!saturated || executor.waits().count() < Threshold.CALLS.value())
          && executor.rejected() < Threshold.REJECTED.value()) {
        continue;
      }
      double lost = executor.waits().totalSeconds();
      found.add(
          new Finding(
              "saturated-queue",
              executor.rejected() > 0
                  || executor.waits().percentile(95) >= Threshold.RED_WAIT.value(),
              "pools",
              name,
              "Executor "
                  + name
                  + " is saturated: one in twenty tasks waits "
                  + waitOf(executor)
                  + " or longer, up to "
                  + Words.number(orZero(Reading.greatest(queued)))
                  + " tasks queue, "
                  + Words.number(orZero(Reading.greatest(active)))
                  + " of "
                  + Words.number(orZero(executor.threads()))
                  + " threads are busy, "
                  + Words.number(executor.rejected())
                  + " tasks were rejected. "
                  + Words.number((double) executor.waits().count())
                  + " tasks seen.",
              "Sum of all waits in "
                  + spans.length()
                  + ": "
                  + Words.seconds(lost)
                  + ". A task runs for "
                  + Words.seconds(orZero(executor.runs().percentile(50)))
                  + " (median); "
                  + Words.number(executor.runs().totalSeconds())
                  + " s of work, "
                  + Words.number(orZero(executor.threads()))
                  + " threads at most.",
              "Shorten the tasks or slow down who submits them; more threads help only if tasks"
                  + " wait for something else than the processor.",
              lost,
              executor.waits().count(),
              Proof.CERTAIN
                  .and("wait (p95)", executor.waits().percentile(95), "s")
                  .and("queued at once", Reading.greatest(queued), "tasks")
                  .and("busy", Reading.greatest(active), "threads")
                  .and("limit", executor.threads(), "threads")
                  .and("rejected", executor.rejected(), "tasks")
                  .and("sum of waits", lost, "s")));
    }
  }

  private static String waitOf(ExecutorFigures executor) {
    return Words.seconds(orZero(executor.waits().percentile(95)));
  }

  private static double orZero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }

  private void errors(String metric, String page, String... labels) {
    for (CallGroup calls : reading.groups(metric, labels)) {
      boolean lasting =
          spans.last(
              i ->
                  calls.errors(i) >= 1
                      && calls.errors(i) >= Threshold.ERRORS.value() * calls.count(i));
      if (calls.count() < Threshold.CALLS.value()
          || calls.errorRatio() < Threshold.ERRORS.value()
          || !lasting) {
        continue;
      }
      String subject = calls.key(0) + (page.equals("http") ? ":" : " ") + calls.key(1);
      found.add(
          new Finding(
              "errors",
              calls.errorRatio() >= Threshold.RED_ERRORS.value(),
              page,
              subject,
              subject
                  + " fails: "
                  + Words.percent(calls.errorRatio())
                  + " of calls end in an error.",
              Words.number((double) calls.errors())
                  + " errors ÷ "
                  + Words.number((double) calls.count())
                  + " calls in "
                  + spans.length()
                  + "; they took "
                  + Words.seconds(calls.totalSeconds())
                  + " in all. Ranked as if each error cost a second.",
              "The label error_type says what went wrong; the log of the same minutes says why.",
              calls.totalSeconds() * calls.errorRatio() + calls.errors(),
              calls.count(),
              Proof.CERTAIN
                  .and("errors", (double) calls.errors(), "errors")
                  .and("calls", (double) calls.count(), "calls")
                  .and("in error", calls.errorRatio(), "ratio")
                  .on(
                      metric.equals(Metrics.SERVER)
                          ? List.of(new RouteName(calls.key(0), calls.key(1)))
                          : List.of())));
    }
  }

  private void statements() {
    double served = reading.everything(Metrics.SERVER).totalSeconds();
    double inSql = reading.everything(Metrics.SQL).totalSeconds();
    for (CallGroup calls : reading.groups(Metrics.SQL, Metrics.SYSTEM, Metrics.SUMMARY)) {
      if (calls.count() >= Threshold.SLOW_CALLS.value() && spans.last(i -> isSlow(calls, i))) {
        statement(calls, served > 0 ? served : inSql, served > 0);
      }
    }
  }

  private static boolean isSlow(CallGroup calls, int span) {
    return calls.percentile(span, 95) >= Threshold.SLOW.value()
        && calls.totalSeconds(span) >= Threshold.SLOW_MEAN.value() * calls.count(span);
  }

  private void statement(CallGroup calls, double whole, boolean isServing) {
    double share = calls.totalSeconds() / whole;
    List<Use> callers = new ArrayList<>();
    double routeShare = 0;
    for (Use use : uses) {
      if (use.statement().system().equals(calls.key(0))
          && use.statement().summary().equals(calls.key(1))) {
        callers.add(use);
        routeShare = Math.max(routeShare, routeShare(use));
      }
    }
    if (share < Threshold.SLOW_SHARE.value() && routeShare < Threshold.SLOW_ROUTE_SHARE.value()) {
      return;
    }
    Map<String, RouteName> routes = new TreeMap<>();
    for (Use use : callers) {
      RouteName name = RouteName.of(use.route());
      routes.put(name.text(), name);
    }
    found.add(
        new Finding(
            "slow-statement",
            share >= Threshold.RED_SHARE.value(),
            "sql",
            calls.key(1),
            calls.key(1)
                + " takes "
                + Words.percent(share)
                + (isServing ? " of all request time, " : " of all time in the database, ")
                + Words.seconds(calls.percentile(50))
                + " a call (median), "
                + Words.seconds(calls.percentile(95))
                + " (p95). "
                + Words.number((double) calls.count())
                + " calls seen"
                + (routes.isEmpty() ? "." : ", by " + String.join(", ", routes.keySet()) + "."),
            Words.seconds(calls.totalSeconds())
                + " in this statement ÷ "
                + Words.seconds(whole)
                + " in all, in "
                + spans.length()
                + "; at most "
                + Words.percent(routeShare)
                + " of a route's time. Statements outside of requests count too.",
            "Look at its plan: an index, fewer rows, or a cached result.",
            calls.totalSeconds(),
            calls.count(),
            Proof.CERTAIN
                .and("p95", calls.percentile(95), "s")
                .and("median", calls.percentile(50), "s")
                .and("calls", (double) calls.count(), "calls")
                .and("share of all", share, "ratio")
                .and("largest share of a route", routeShare, "ratio")
                .on(List.copyOf(routes.values()))
                .about(callers.isEmpty() ? "" : callers.get(0).statement().text(), List.of())));
  }

  private double routeShare(Use use) {
    double seconds = 0;
    for (CallGroup route : reading.groups(Metrics.SERVER, Metrics.METHOD, Metrics.ROUTE)) {
      if (route.key(0).equals(use.route().method()) && route.key(1).equals(use.route().route())) {
        seconds = route.totalSeconds();
      }
    }
    return seconds > 0 ? Math.min(1, use.seconds() / seconds) : 0;
  }

  private void collections() {
    CallGroup pauses = reading.everything(Metrics.GC_PAUSE);
    double ratio = pauses.totalSeconds() / reading.range().totalSeconds();
    boolean lasting =
        spans.last(
            i ->
                pauses.totalSeconds(i) / reading.range().seconds(i)
                    >= Threshold.COLLECTING.value());
    if (ratio < Threshold.COLLECTING.value() || !lasting) {
      return;
    }
    found.add(
        new Finding(
            "gc-pressure",
            ratio >= Threshold.RED_COLLECTING.value(),
            "jvm",
            "garbage collection",
            "The JVM stands still for garbage collection "
                + Words.percent(ratio)
                + " of the time, "
                + Words.seconds(pauses.percentile(99))
                + " at worst (p99). "
                + Words.number((double) pauses.count())
                + " pauses seen.",
            Words.seconds(pauses.totalSeconds()) + " of pauses ÷ " + spans.length() + ".",
            "Take an allocation profile; if the heap is nearly full after collections, it is too"
                + " small or something leaks.",
            pauses.totalSeconds(),
            pauses.count(),
            Proof.CERTAIN
                .and("stood still", ratio, "ratio")
                .and("pause (p99)", pauses.percentile(99), "s")
                .and("pauses", (double) pauses.count(), "pauses")));
  }
}
