package io.sonde.agent.instrumentation.resilience;

import io.micrometer.core.instrument.MeterRegistry;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.Overflow;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.util.concurrent.ConcurrentHashMap;

/** The retries that were used, and their names. */
final class Retries {

  private static final LibraryMethod NAME =
      new LibraryMethod("io.github.resilience4j.retry.Retry", "getName");

  private final MeterRegistry registry;
  private final int maxNames;
  private final Overflow refusedNames;
  private final WeakIdentityTable<NamedRetry> known;
  private final ConcurrentHashMap<String, NamedRetry> named = new ConcurrentHashMap<>();

  Retries(ProbeContext context) {
    this.registry = context.registry();
    // function counters are not added up beyond the registry's cap: names end before
    this.maxNames = Math.min(Breakers.MAX_NAMES, context.maxSeries() / NamedRetry.SERIES - 1);
    this.refusedNames = new Overflow(registry, "retry_labels");
    this.known = context.sideTable("resilience_retries", Breakers.MAX_OBJECTS);
  }

  /** A retry is used. */
  void see(Object retry) {
    if (known.get(retry) == null && known.size() < Breakers.MAX_OBJECTS) {
      NamedRetry handle = named(Breakers.label(NAME.call(retry)));
      handle.add(retry);
      known.add(retry, handle);
    }
  }

  /** The counters of a name; of those beyond the bound, those of all of them. */
  NamedRetry named(String name) {
    NamedRetry handle = named.get(name);
    if (handle != null) {
      return handle;
    }
    boolean isRefused = named.size() >= maxNames;
    if (isRefused) {
      refusedNames.increment();
    }
    return named.computeIfAbsent(
        isRefused ? Breakers.OTHER : name, made -> new NamedRetry(made, registry));
  }

  /** Reads all, so that what a retry has counted outlives it. */
  void refresh() {
    for (NamedRetry retry : named.values()) {
      retry.refresh();
    }
  }
}
