package io.sonde.exporters.api;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What metrics alone prove to be wrong.
 *
 * <p>A finding needs the trouble to be there in at least three spans of time (of about thirty, none
 * shorter than ten seconds), so that the first calls of a cold JVM, or one hiccup, are none; and it
 * needs enough calls. An idle process has no findings.
 */
final class Findings {
  static final int SPANS = 30;
  private static final long SHORTEST_SPAN_MILLIS = 10_000;
  private static final int LEAST_SPANS = 3;
  private static final long LEAST_CALLS = 20;
  private static final double LONG_WAIT_SECONDS = 0.1;
  private static final double SLOW_STATEMENT_SECONDS = 0.1;
  private static final double SLOW_SHARE = 0.2;
  private static final double ERROR_RATIO = 0.05;
  private static final double GC_RATIO = 0.05;

  private final Reading reading;
  private final List<Finding> found = new ArrayList<>();

  private Findings(Reading reading) {
    this.reading = reading;
  }

  /** All findings about a time, those that cost most first. */
  static List<Finding> of(Reading asked) {
    TimeRange range = asked.range();
    long millis = range.steps() * range.stepMillis();
    int spans = (int) Math.max(1, Math.min(SPANS, millis / SHORTEST_SPAN_MILLIS));
    Findings findings =
        new Findings(new Reading(asked.history(), range.inSteps(asked.history(), spans)));
    findings.pools();
    findings.executors();
    findings.errors(Metrics.SERVER, "routes", Metrics.METHOD, Metrics.ROUTE);
    findings.errors(Metrics.CLIENT, "http", Metrics.ADDRESS, Metrics.PORT);
    findings.errors(Metrics.SQL, "sql", Metrics.SYSTEM, Metrics.SUMMARY);
    findings.statements();
    findings.collections();
    findings.found.sort((one, two) -> Double.compare(two.lostSeconds(), one.lostSeconds()));
    return findings.found;
  }

  private boolean lasts(IntPredicate isBad) {
    int spans = 0;
    for (int i = 0; i < reading.range().steps(); i++) {
      spans += isBad.test(i) ? 1 : 0;
    }
    return spans >= LEAST_SPANS;
  }

  private String span() {
    return Words.seconds(reading.range().totalSeconds());
  }

  private void pools() {
    for (String name : reading.values(Metrics.POOL, Metrics.POOL_WAIT)) {
      PoolFigures pool = PoolFigures.of(reading, name);
      double[] pending = reading.peaks(pool.pendingSeries());
      double[] used = reading.peaks(pool.usedSeries());
      boolean starved =
          lasts(i -> pool.waits().percentile(i, 95) >= LONG_WAIT_SECONDS && pending[i] > 0);
      if (!starved || pool.waits().count() < LEAST_CALLS) {
        continue;
      }
      double p95 = pool.waits().percentile(95);
      double lost = pool.waits().totalSeconds();
      found.add(
          new Finding(
              "starved-pool",
              p95 >= 1,
              "pools",
              name,
              "Pool "
                  + name
                  + " is starved: one in twenty requests for a connection waits "
                  + Words.seconds(p95)
                  + " or longer, up to "
                  + Words.number(Reading.greatest(pending))
                  + " threads at once, while "
                  + Words.number(Reading.greatest(used))
                  + " of "
                  + limit(pool.max())
                  + " connections are in use. "
                  + Words.number((double) pool.waits().count())
                  + " requests seen.",
              "Sum of all waits in "
                  + span()
                  + ": "
                  + Words.seconds(lost)
                  + ". A connection is held for "
                  + Words.seconds(pool.uses().percentile(50))
                  + " (median), "
                  + Words.seconds(pool.uses().percentile(95))
                  + " (p95).",
              "Hold connections for less time (no outgoing call or slow statement while one is held);"
                  + " only then consider a larger pool.",
              lost,
              pool.waits().count()));
    }
  }

  private static String limit(double max) {
    return Double.isNaN(max) ? "an unknown number of" : Words.number(max);
  }

  private void executors() {
    for (String name : reading.values(Metrics.NAME, Metrics.EXECUTOR_WAIT)) {
      ExecutorFigures executor = ExecutorFigures.of(reading, name);
      double[] queued = reading.peaks(executor.queuedSeries());
      double[] active = reading.peaks(executor.activeSeries());
      boolean saturated =
          lasts(
              i ->
                  executor.waits().percentile(i, 95) >= LONG_WAIT_SECONDS
                      && queued[i] > 0
                      && active[i] >= executor.threads());
      if ((!saturated || executor.waits().count() < LEAST_CALLS)
          && executor.rejected() < LEAST_CALLS) {
        continue;
      }
      double lost = executor.waits().totalSeconds();
      found.add(
          new Finding(
              "saturated-queue",
              executor.rejected() > 0 || executor.waits().percentile(95) >= 1,
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
                  + span()
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
              executor.waits().count()));
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
          lasts(i -> calls.errors(i) >= 1 && calls.errors(i) >= ERROR_RATIO * calls.count(i));
      if (calls.count() < LEAST_CALLS || calls.errorRatio() < ERROR_RATIO || !lasting) {
        continue;
      }
      String subject = calls.key(0) + (page.equals("http") ? ":" : " ") + calls.key(1);
      found.add(
          new Finding(
              "errors",
              calls.errorRatio() >= 0.2,
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
                  + span()
                  + "; they took "
                  + Words.seconds(calls.totalSeconds())
                  + " in all. Ranked as if each error cost a second.",
              "The label error_type says what went wrong; the log of the same minutes says why.",
              calls.totalSeconds() * calls.errorRatio() + calls.errors(),
              calls.count()));
    }
  }

  private void statements() {
    double served = reading.everything(Metrics.SERVER).totalSeconds();
    double inSql = reading.everything(Metrics.SQL).totalSeconds();
    double whole = served > 0 ? served : inSql;
    for (CallGroup calls : reading.groups(Metrics.SQL, Metrics.SYSTEM, Metrics.SUMMARY)) {
      double share = calls.totalSeconds() / whole;
      boolean lasting = lasts(i -> calls.percentile(i, 95) >= SLOW_STATEMENT_SECONDS);
      if (calls.count() < LEAST_CALLS || share < SLOW_SHARE || !lasting) {
        continue;
      }
      found.add(
          new Finding(
              "slow-statement",
              share >= 0.5,
              "sql",
              calls.key(1),
              calls.key(1)
                  + " takes "
                  + Words.percent(share)
                  + (served > 0 ? " of all request time" : " of all time in the database")
                  + ", "
                  + Words.seconds(calls.percentile(50))
                  + " a call (median), "
                  + Words.seconds(calls.percentile(95))
                  + " (p95). "
                  + Words.number((double) calls.count())
                  + " calls seen.",
              Words.seconds(calls.totalSeconds())
                  + " in this statement ÷ "
                  + Words.seconds(whole)
                  + " in all, in "
                  + span()
                  + ". Statements outside of requests count too.",
              "Look at its plan: an index, fewer rows, or a cached result.",
              calls.totalSeconds(),
              calls.count()));
    }
  }

  private void collections() {
    CallGroup pauses = reading.everything(Metrics.GC_PAUSE);
    double ratio = pauses.totalSeconds() / reading.range().totalSeconds();
    boolean lasting = lasts(i -> pauses.totalSeconds(i) / reading.range().seconds(i) >= GC_RATIO);
    if (ratio < GC_RATIO || !lasting) {
      return;
    }
    found.add(
        new Finding(
            "gc-pressure",
            ratio >= 0.15,
            "jvm",
            "garbage collection",
            "The JVM stands still for garbage collection "
                + Words.percent(ratio)
                + " of the time, "
                + Words.seconds(pauses.percentile(99))
                + " at worst (p99). "
                + Words.number((double) pauses.count())
                + " pauses seen.",
            Words.seconds(pauses.totalSeconds()) + " of pauses ÷ " + span() + ".",
            "Take an allocation profile; if the heap is nearly full after collections, it is too"
                + " small or something leaks.",
            pauses.totalSeconds(),
            pauses.count()));
  }
}
