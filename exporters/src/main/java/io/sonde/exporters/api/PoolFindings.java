package io.sonde.exporters.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is wrong with connection pools, and who holds the connections. */
final class PoolFindings {
  private static final int MOST_NAMED = 3;

  private final Spans spans;
  private final Reading reading;
  private final Map<String, PoolInsights.PoolUse> uses;
  private final List<Finding> found;

  PoolFindings(Spans spans, PoolInsights pools, List<Finding> found) {
    this.spans = spans;
    this.reading = spans.reading();
    this.uses = byName(pools);
    this.found = found;
  }

  static Map<String, PoolInsights.PoolUse> byName(PoolInsights pools) {
    Map<String, PoolInsights.PoolUse> uses = new LinkedHashMap<>();
    for (PoolInsights.PoolUse use : pools.pools()) {
      uses.put(use.pool(), use);
    }
    return uses;
  }

  void add() {
    for (String name : reading.values(Metrics.POOL, Metrics.POOL_WAIT)) {
      PoolFigures pool = PoolFigures.of(reading, name);
      PoolInsights.PoolUse use = uses.getOrDefault(name, PoolInsights.PoolUse.none(name));
      starved(pool, use);
      leaks(pool, use);
    }
  }

  private void starved(PoolFigures pool, PoolInsights.PoolUse use) {
    double[] pending = reading.peaks(pool.pendingSeries());
    double[] used = reading.peaks(pool.usedSeries());
    boolean starved =
        spans.last(i -> pool.waits().percentile(i, 95) >= Threshold.WAIT.value() && pending[i] > 0);
    if (!starved || pool.waits().count() < Threshold.CALLS.value()) {
      return;
    }
    double p95 = pool.waits().percentile(95);
    double lost = pool.waits().totalSeconds();
    List<PoolInsights.Holder> holders =
        spans.contain(use.emptyMillis()) ? use.whenEmpty() : List.of();
    found.add(
        new Finding(
            "starved-pool",
            p95 >= Threshold.RED_WAIT.value(),
            "pools",
            pool.name(),
            "Pool "
                + pool.name()
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
                + " requests seen."
                + held(holders, use.lentWhenEmpty()),
            "Sum of all waits in "
                + spans.length()
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
            pool.waits().count(),
            Proof.CERTAIN
                .and("wait (p95)", p95, "s")
                .and("waiting at once", Reading.greatest(pending), "threads")
                .and("in use", Reading.greatest(used), "connections")
                .and("limit", pool.max(), "connections")
                .and("held (p95)", pool.uses().percentile(95), "s")
                .and("sum of waits", lost, "s")
                .on(routes(holders))
                .about(statement(holders), List.of())));
  }

  private static String held(List<PoolInsights.Holder> holders, int lent) {
    return holders.isEmpty()
        ? ""
        : " When it was last seen empty, "
            + lent
            + " were held: "
            + names(holders)
            + "; the longest for "
            + Words.seconds(holders.get(0).heldSeconds())
            + ".";
  }

  private void leaks(PoolFigures pool, PoolInsights.PoolUse use) {
    int suspects = spans.contain(use.lookedMillis()) ? use.suspectCount() : 0;
    long lost = spans.contain(use.lostMillis()) ? use.lostCount() : 0;
    if (suspects == 0 && lost == 0) {
      return;
    }
    List<PoolInsights.Holder> holders = new ArrayList<>(suspects > 0 ? use.suspects() : List.of());
    if (lost > 0) {
      holders.addAll(use.lost());
    }
    double longest = suspects > 0 ? use.suspects().get(0).heldSeconds() : 0;
    found.add(
        new Finding(
            "leaked-connection",
            suspects + lost >= pool.max(),
            "pools",
            pool.name(),
            (lost > 0 ? "Pool " : "Candidate for a leak: pool ")
                + pool.name()
                + " does not get connections back: "
                + text(suspects, lost, longest)
                + " Asked for by "
                + names(holders)
                + ".",
            "Looked at once a second. What is garbage was never closed and never can be; what is"
                + " held long may be meant to.",
            "Close connections in a finally block or a try-with-resources statement on every path.",
            holders.stream().mapToDouble(PoolInsights.Holder::heldSeconds).sum(),
            suspects + lost,
            (lost > 0 ? Proof.CERTAIN : Proof.CANDIDATE)
                .and("held for long", suspects, "connections")
                .and("longest", longest, "s")
                .and("garbage, never closed", (double) lost, "connections")
                .and("limit", pool.max(), "connections")
                .on(routes(holders))
                .about(statement(holders), stack(holders))));
  }

  private static String text(int suspects, long lost, double longest) {
    StringBuilder text = new StringBuilder();
    if (suspects > 0) {
      text.append(suspects).append(" held, the longest for ").append(Words.seconds(longest));
    }
    if (lost > 0) {
      text.append(suspects > 0 ? "; " : "")
          .append(lost)
          .append(" were garbage without having been closed, since the start");
    }
    return text.append('.').toString();
  }

  private static List<RouteName> routes(List<PoolInsights.Holder> holders) {
    Set<RouteName> routes = new LinkedHashSet<>();
    for (PoolInsights.Holder holder : holders) {
      if (!holder.route().isEmpty()) {
        routes.add(new RouteName(holder.method(), holder.route()));
      }
    }
    return List.copyOf(routes);
  }

  /** Who it is, most frequent first, with how often. */
  private static String names(List<PoolInsights.Holder> holders) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    holders.forEach(holder -> counts.merge(holder.name(), 1, Integer::sum));
    List<String> names = new ArrayList<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(MOST_NAMED)
        .forEach(
            entry ->
                names.add(
                    entry.getKey() + (entry.getValue() > 1 ? " (" + entry.getValue() + ")" : "")));
    int more = counts.size() - MOST_NAMED;
    return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
  }

  /** The statement of who holds longest and has one. */
  private static String statement(List<PoolInsights.Holder> holders) {
    return holders.stream()
        .map(PoolInsights.Holder::statement)
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static List<String> stack(List<PoolInsights.Holder> holders) {
    return holders.stream()
        .map(PoolInsights.Holder::borrowedAt)
        .filter(frames -> !frames.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private static String limit(double max) {
    return Double.isNaN(max) ? "an unknown number of" : Words.number(max);
  }
}
