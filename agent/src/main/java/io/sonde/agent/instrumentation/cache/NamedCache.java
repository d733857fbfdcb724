package io.sonde.agent.instrumentation.cache;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * The meters of one name: the counts of the cache that has it now and of those that had it before.
 *
 * <p>Only threads of ours come here: those that scrape and the one that names caches. All fields
 * are guarded by the object's monitor, but {@code showsLoads}, which is the latter thread's.
 */
final class NamedCache {

  /** Label sets of one name, of the metric that has the most of them. */
  static final int MOST_SERIES = 2;

  private static final List<ToLongFunction<CacheHandle>> COUNTS =
      List.of(
          handle -> handle.hits.sum(),
          handle -> handle.misses.sum(),
          handle -> handle.puts.sum(),
          handle -> handle.evictions.sum(),
          handle -> handle.loads.sum(),
          handle -> handle.loadNanos.sum(),
          handle -> handle.failedLoads.sum(),
          handle -> handle.failedLoadNanos.sum());

  private static final int HITS = 0;
  private static final int MISSES = 1;
  private static final int PUTS = 2;
  private static final int EVICTIONS = 3;
  private static final int LOADS = 4;
  private static final int LOAD_NANOS = 5;
  private static final int FAILED_LOADS = 6;
  private static final int FAILED_LOAD_NANOS = 7;

  private final List<CacheHandle> handles = new ArrayList<>();
  private final long[] retired = new long[COUNTS.size()];
  private boolean showsLoads;

  private NamedCache() {}

  /** Makes the meters of a name. */
  static NamedCache register(MeterRegistry registry, String name, boolean hasSize) {
    NamedCache named = new NamedCache();
    named.gets(registry, name, "hit", HITS);
    named.gets(registry, name, "miss", MISSES);
    FunctionCounter.builder("cache.puts", named, cache -> cache.sum(PUTS))
        .description("Values that were written into a cache, by a call or by a load.")
        .tag("cache", name)
        .register(registry);
    FunctionCounter.builder("cache.evictions", named, cache -> cache.sum(EVICTIONS))
        .description("Entries that a cache gave up by itself: too many, too old, or collected.")
        .tag("cache", name)
        .register(registry);
    if (hasSize) {
      Gauge.builder("cache.size", named, NamedCache::size)
          .description("Entries of a cache, as it estimates them.")
          .tag("cache", name)
          .strongReference(true)
          .register(registry);
    }
    return named;
  }

  private void gets(MeterRegistry registry, String name, String result, int count) {
    FunctionCounter.builder("cache.gets", this, cache -> cache.sum(count))
        .description("Keys that a cache was asked for, by whether it had them.")
        .tags("cache", name, "result", result)
        .register(registry);
  }

  /** Makes the meters of loads once there are some; most caches are filled by their users. */
  void showLoads(MeterRegistry registry, String name) {
    if (!showsLoads && sum(LOADS) + sum(FAILED_LOADS) > 0) {
      showsLoads = true;
      loads(registry, name, "success", LOADS, LOAD_NANOS);
      loads(registry, name, "failure", FAILED_LOADS, FAILED_LOAD_NANOS);
    }
  }

  private void loads(MeterRegistry registry, String name, String result, int count, int nanos) {
    FunctionTimer.builder(
            "cache.load.duration",
            this,
            cache -> (long) cache.sum(count),
            cache -> cache.sum(nanos),
            TimeUnit.NANOSECONDS)
        .description("Loads of values that a cache did not have, by whether they yielded one.")
        .tags("cache", name, "result", result)
        .register(registry);
  }

  /** Whether anything was counted. */
  static boolean isUsed(CacheHandle handle) {
    for (ToLongFunction<CacheHandle> count : COUNTS) {
      if (count.applyAsLong(handle) > 0) {
        return true;
      }
    }
    return false;
  }

  synchronized boolean isFree() {
    return handles.isEmpty();
  }

  synchronized void add(CacheHandle handle) {
    handles.add(handle);
  }

  /** Keeps what a cache counted that is gone. */
  synchronized void retire(CacheHandle handle) {
    handles.remove(handle);
    for (int i = 0; i < retired.length; i++) {
      retired[i] += COUNTS.get(i).applyAsLong(handle);
    }
  }

  private synchronized double sum(int count) {
    long sum = retired[count];
    for (CacheHandle handle : handles) {
      sum += COUNTS.get(count).applyAsLong(handle);
    }
    return sum;
  }

  private synchronized double size() {
    long sum = 0;
    for (CacheHandle handle : handles) {
      sum += handle.size();
    }
    return sum;
  }
}
