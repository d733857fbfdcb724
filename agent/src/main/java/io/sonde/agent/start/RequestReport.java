package io.sonde.agent.start;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.sonde.agent.instrumentation.Overflow;
import io.sonde.agent.requests.KeptRequest;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.requests.RequestPart;
import io.sonde.agent.requests.RouteLedger;
import io.sonde.agent.requests.RouteTimes;
import io.sonde.agent.requests.StatementTally;
import io.sonde.exporters.api.Ids;
import io.sonde.exporters.api.RequestInsights;
import io.sonde.exporters.jvm.GcPauses;
import io.sonde.exporters.registry.Labels;
import io.sonde.exporters.registry.MetricType;
import io.sonde.exporters.registry.SeriesVisitor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Shows what {@link RequestLedger} knows: as counters, and to the API.
 *
 * <p>Routes beyond the registry's cap share the label value {@code other} and their times are added
 * up, which the registry itself cannot do for function counters.
 *
 * <p>{@link #refresh} and {@link #visit} are called by the maintenance thread alone; the rest by
 * any thread. What the counters read is a concurrent list.
 */
final class RequestReport implements RequestInsights {

  /** Refreshes after which slow requests are forgotten in two steps: five minutes. */
  private static final int WINDOW_REFRESHES = 300;

  /** Label value of the routes that have no counters of their own. */
  private static final String OTHER = "other";

  private static final int TRACE_ID_FROM = 3;
  private static final int TRACE_ID_TO = 35;

  private final RequestLedger requests;
  private final MeterRegistry registry;
  private final Set<RouteLedger> counted = new HashSet<>();
  private final int maxRoutes;
  private final Overflow refusedRoutes;

  /** What counters read, which hold it weakly. */
  private final List<List<RouteLedger>> shown = new ArrayList<>();

  private final List<RouteLedger> others = new CopyOnWriteArrayList<>();
  private final Map<StatementTally, Labels> useLabels = new HashMap<>();
  private final @Nullable GcPauses pauses;
  private int refreshes;
  private long refreshedNanos = System.nanoTime();
  private double stoppedSeconds;

  /**
   * A report that has shown nothing yet.
   *
   * @param maxSeries label sets that the registry gives a metric
   * @param pauses without them, no time counts as garbage collection
   */
  RequestReport(
      RequestLedger requests, MeterRegistry registry, int maxSeries, @Nullable GcPauses pauses) {
    this.requests = requests;
    this.registry = registry;
    this.maxRoutes = maxSeries / RequestPart.values().length - 1;
    this.refusedRoutes = new Overflow(registry, "request_part_labels");
    this.pauses = pauses;
  }

  /** Brings the counters up to date; about once a second. */
  void refresh() {
    refreshes++;
    double stoppedShare = stoppedShare();
    for (RouteLedger route : requests.books().routes()) {
      route.refresh(stoppedShare);
      if (refreshes % WINDOW_REFRESHES == 0) {
        route.turnWindow();
      }
      if (route.times().requests() > 0 && counted.add(route)) {
        count(route);
      }
    }
  }

  /** The share of the time since the last refresh in which all threads stood still. */
  private double stoppedShare() {
    if (pauses == null) {
      return 0;
    }
    long nowNanos = System.nanoTime();
    double elapsedSeconds = Math.max(1, nowNanos - refreshedNanos) / 1e9;
    double stoppedNow = pauses.secondsInAll();
    double share = Math.min(1, (stoppedNow - stoppedSeconds) / elapsedSeconds);
    refreshedNanos = nowNanos;
    stoppedSeconds = stoppedNow;
    return share;
  }

  private void count(RouteLedger route) {
    boolean isShared = route.method().equals(OTHER);
    if (counted.size() <= maxRoutes && !isShared) {
      List<RouteLedger> alone = List.of(route);
      shown.add(alone);
      count(route.method(), route.route(), alone);
      return;
    }
    if (!isShared) {
      refusedRoutes.increment();
    }
    others.add(route);
    if (others.size() == 1) {
      count(OTHER, OTHER, others);
    }
  }

  private void count(String method, String template, List<RouteLedger> routes) {
    Tags tags = Tags.of("http_request_method", method, "http_route", template);
    for (RequestPart part : RequestPart.values()) {
      FunctionCounter.builder(
              "http.server.request.part", routes, all -> sum(all, times -> times.seconds(part)))
          .description("Where the time of requests went; the parts of a route add up to it.")
          .tags(tags.and("part", part.label()))
          .baseUnit("seconds")
          .register(registry);
    }
    held(routes, tags, "sql", RouteTimes::sqlWhileHeldSeconds);
    held(routes, tags, "http_client", RouteTimes::httpWhileHeldSeconds);
    held(routes, tags, "idle", RouteTimes::idleWhileHeldSeconds);
  }

  private static double sum(List<RouteLedger> routes, ToDoubleFunction<RouteTimes> time) {
    double sum = 0;
    for (RouteLedger route : routes) {
      sum += time.applyAsDouble(route.times());
    }
    return sum;
  }

  private void held(
      List<RouteLedger> routes, Tags tags, String state, ToDoubleFunction<RouteTimes> time) {
    FunctionCounter.builder("http.server.request.connection.held", routes, all -> sum(all, time))
        .description("How long requests held connections of pools, by what they did meanwhile.")
        .tags(tags.and("state", state))
        .baseUnit("seconds")
        .register(registry);
  }

  @Override
  public void visit(SeriesVisitor visitor) {
    List<RouteLedger> routes = requests.books().routes();
    visitor.family(
        STATEMENT_USE, MetricType.SUMMARY, "seconds", "Executions of a statement by a route.");
    for (RouteLedger route : routes) {
      for (StatementTally use : route.uses()) {
        visitor.summary(labels(route, use), use.calls(), use.nanos() / 1e9);
      }
    }
    visitor.family(
        STATEMENT_REPEATS,
        MetricType.SUMMARY,
        "",
        "Requests of a route that repeated a statement, and how often in all.");
    for (RouteLedger route : routes) {
      for (StatementTally use : route.uses()) {
        if (use.repeatedRequests() > 0) {
          double calls = (double) use.repeatedCalls();
          visitor.summary(labels(route, use), use.repeatedRequests(), calls);
        }
      }
    }
    visitor.family(OUTGOING_CALLS, MetricType.COUNTER, "", "Outgoing HTTP calls by a route.");
    for (RouteLedger route : routes) {
      if (route.outgoing() > 0) {
        List<String> names = List.of("http_request_method", "http_route");
        Labels labels = new Labels(names, List.of(route.method(), route.route()));
        visitor.value(labels, (double) route.outgoing());
      }
    }
  }

  private Labels labels(RouteLedger route, StatementTally use) {
    Labels known = useLabels.get(use);
    if (known == null) {
      known =
          new Labels(
              List.of("http_request_method", "http_route", STATEMENT),
              List.of(route.method(), route.route(), id(use)));
      useLabels.put(use, known);
    }
    return known;
  }

  private static String id(StatementTally use) {
    return Ids.statement(use.statement().system(), use.statement().text());
  }

  @Override
  public List<RouteUse> routes() {
    List<RouteUse> found = new ArrayList<>();
    for (RouteLedger route : requests.books().routes()) {
      RouteTimes times = route.times();
      if (times.requests() > 0) {
        List<StatementUse> statements = new ArrayList<>();
        for (StatementTally use : route.uses()) {
          statements.add(statement(route, use));
        }
        found.add(
            new RouteUse(
                route.method(),
                route.route(),
                times.requests(),
                times.seconds(),
                times.heldSeconds(),
                times.httpWhileHeldSeconds(),
                statements));
      }
    }
    return found;
  }

  private static StatementUse statement(RouteLedger route, StatementTally use) {
    return new StatementUse(
        id(use),
        use.statement().system(),
        use.statement().summary(),
        use.statement().text(),
        use.statement().isWhole(),
        use.statement().literalTexts(),
        use.statement().hasLeadingWildcard(),
        use.calls(),
        use.nanos() / 1e9,
        use.maxNanos() / 1e9,
        use.requests(),
        (int) use.medianRepeats(),
        (int) use.maxRepeats(),
        route.stack(use.statement()));
  }

  @Override
  public List<SlowRequest> slowRequests() {
    List<SlowRequest> found = new ArrayList<>();
    for (RouteLedger route : requests.books().routes()) {
      for (KeptRequest slow : route.slowRequests()) {
        found.add(slow(route, slow));
      }
    }
    found.sort(Comparator.comparingDouble(SlowRequest::seconds).reversed());
    return found;
  }

  private SlowRequest slow(RouteLedger route, KeptRequest slow) {
    List<Part> parts = new ArrayList<>();
    for (RequestPart part : RequestPart.values()) {
      // which part of one request a collection stopped is not known
      if (part != RequestPart.GC) {
        parts.add(new Part(part.label(), slow.partNanos().get(part.index()) / 1e9));
      }
    }
    List<Execution> executions = new ArrayList<>();
    for (KeptRequest.Execution execution : slow.executions()) {
      executions.add(
          new Execution(
              execution.statement().summary(),
              execution.statement().text(),
              execution.calls(),
              execution.nanos() / 1e9));
    }
    return new SlowRequest(
        slow.startMillis(),
        slow.durationNanos() / 1e9,
        route.method(),
        route.route(),
        slow.status(),
        slow.error(),
        slow.thread(),
        traceId(slow.traceParent()),
        parts,
        executions,
        slow.httpCalls(),
        stoppedSeconds(slow));
  }

  private @Nullable Double stoppedSeconds(KeptRequest slow) {
    long endMillis = slow.startMillis() + slow.durationNanos() / 1_000_000;
    return pauses == null ? null : pauses.seconds(slow.startMillis(), endMillis);
  }

  /** The trace's id out of {@code 00-id-parent-flags}; null if the header is not well formed. */
  private static @Nullable String traceId(@Nullable String traceParent) {
    if (traceParent == null
        || !traceParent.matches("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}.*")) {
      return null;
    }
    return traceParent.substring(TRACE_ID_FROM, TRACE_ID_TO);
  }

  @Override
  public long dropped() {
    return requests.dropped();
  }
}
