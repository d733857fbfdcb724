package io.sonde.agent.instrumentation.resilience;

import io.micrometer.core.instrument.MeterRegistry;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.Overflow;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** The bulkheads, or the rate limiters, that were used, and their names. */
final class Limits {

  private final Kind kind;
  private final LibraryMethod name;
  private final MeterRegistry registry;
  private final Duration[] waitBounds;
  private final Overflow refusedNames;
  private final WeakIdentityTable<NamedLimit> known;
  private final ConcurrentHashMap<String, NamedLimit> named = new ConcurrentHashMap<>();

  private Limits(ProbeContext context, String table, String names, Kind kind) {
    this.kind = kind;
    this.name = new LibraryMethod(kind.type, "getName");
    this.registry = context.registry();
    this.waitBounds = context.waitBounds();
    this.refusedNames = new Overflow(registry, names);
    this.known = context.sideTable(table, Breakers.MAX_OBJECTS);
  }

  static Limits bulkheads(ProbeContext context) {
    return new Limits(
        context,
        "resilience_bulkheads",
        "bulkhead_labels",
        new Kind(
            "io.github.resilience4j.bulkhead.Bulkhead",
            "resilience4j.bulkhead",
            "How long calls waited for a place in a bulkhead, and whether they got it.",
            List.of(
                new Reading(
                    "available.concurrent.calls",
                    "getAvailableConcurrentCalls",
                    "Calls that a bulkhead would let pass now."),
                new Reading(
                    "max.allowed.concurrent.calls",
                    "getMaxAllowedConcurrentCalls",
                    "Calls that a bulkhead lets pass at the same time."))));
  }

  static Limits rateLimiters(ProbeContext context) {
    return new Limits(
        context,
        "resilience_rate_limiters",
        "ratelimiter_labels",
        new Kind(
            "io.github.resilience4j.ratelimiter.RateLimiter",
            "resilience4j.ratelimiter",
            "How long calls waited for a rate limiter, and whether they were permitted.",
            List.of(
                new Reading(
                    "available.permissions",
                    "getAvailablePermissions",
                    "Permissions that a rate limiter has left; below 0 if more are reserved."),
                new Reading(
                    "waiting.threads",
                    "getNumberOfWaitingThreads",
                    "Threads that wait for a rate limiter."))));
  }

  /** What a bulkhead or a rate limiter is recorded in. */
  NamedLimit of(Object limit) {
    NamedLimit handle = known.get(limit);
    return handle != null ? handle : add(limit);
  }

  private NamedLimit add(Object limit) {
    String label = Breakers.label(name.call(limit));
    boolean isRefused = named.size() >= Breakers.MAX_NAMES && !named.containsKey(label);
    if (isRefused) {
      refusedNames.increment();
    }
    NamedLimit handle =
        named.computeIfAbsent(
            isRefused ? Breakers.OTHER : label,
            made -> new NamedLimit(made, kind, registry, waitBounds));
    if (known.size() < Breakers.MAX_OBJECTS && known.add(limit, handle)) {
      handle.add(limit);
    }
    return handle;
  }

  /**
   * Bulkheads or rate limiters.
   *
   * @param type the library's interface, which has a {@code getMetrics()}
   * @param prefix of the names of the meters
   * @param waits what the waits are, for the reader of the metrics
   */
  record Kind(String type, String prefix, String waits, List<Reading> readings) {}

  /** A number that the library's metrics have. */
  record Reading(String name, String method, String description) {}
}
