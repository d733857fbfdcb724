package io.sonde.agent.instrumentation.cache;

import io.micrometer.core.instrument.MeterRegistry;
import io.sonde.agent.instrumentation.Overflow;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The names under which caches are recorded; used by one thread of ours.
 *
 * <p>A name belongs to one cache at a time.
 */
final class CacheNames {

  /** What caches beyond the bounds are called. */
  static final String OTHER = "other";

  static final int MAX_NAMES = 256;

  /** Caches that want the same name at the same time. */
  static final int MAX_SIBLINGS = 16;

  private final MeterRegistry registry;
  private final int maxNames;
  private final Overflow refused;
  private final Map<String, NamedCache> named = new HashMap<>();
  private final IdentityHashMap<CacheHandle, NamedCache> shown = new IdentityHashMap<>();

  /**
   * No names yet.
   *
   * @param maxSeries label sets of a metric: function counters, which caches have, are not added up
   *     beyond them, so that the names must end before
   */
  CacheNames(MeterRegistry registry, int maxSeries) {
    this.registry = registry;
    this.maxNames = Math.min(MAX_NAMES, maxSeries / NamedCache.MOST_SERIES - 1);
    this.refused = new Overflow(registry, "cache_labels");
  }

  /** Gives a cache a name, unless it has one or has not been used. */
  void show(CacheHandle handle) {
    if (!shown.containsKey(handle) && NamedCache.isUsed(handle)) {
      NamedCache name = free(handle.name());
      name.add(handle);
      shown.put(handle, name);
    }
  }

  /** Shows the loads of the names that have some. */
  void showLoads() {
    named.forEach((name, cache) -> cache.showLoads(registry, name));
  }

  /** Frees the name of a cache that is gone; what it counted stays. */
  void drop(CacheHandle handle) {
    NamedCache name = shown.remove(handle);
    if (name != null) {
      name.retire(handle);
    }
  }

  private NamedCache free(String wanted) {
    for (int number = 1; number <= MAX_SIBLINGS && !wanted.equals(OTHER); number++) {
      String name = number == 1 ? wanted : wanted + '-' + number;
      NamedCache known = named.get(name);
      if (known == null && named.size() < maxNames) {
        known = NamedCache.register(registry, name, true);
        named.put(name, known);
      }
      if (known != null && known.isFree()) {
        return known;
      }
    }
    refused.increment();
    return named.computeIfAbsent(OTHER, name -> NamedCache.register(registry, name, false));
  }
}
