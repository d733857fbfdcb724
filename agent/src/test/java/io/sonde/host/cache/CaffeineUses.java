package io.sonde.host.cache;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Caffeine's caches; whatever is random in their evictions stays out of the numbers. */
final class CaffeineUses {

  private static final int MANY = 10_000;
  private static final int THREADS = 4;
  private static final int CALLS = 2_000;

  private CaffeineUses() {}

  private static Caffeine<Object, Object> builder(boolean recordStats) {
    Caffeine<Object, Object> builder = Caffeine.newBuilder().executor(Runnable::run);
    return recordStats ? builder.recordStats() : builder;
  }

  private static Use.Counts counts(Cache<Integer, String> cache) {
    CacheStats stats = cache.stats();
    return new Use.Counts(
        stats.hitCount(), stats.missCount(), stats.evictionCount(), cache.estimatedSize());
  }

  /** What both kinds of cache are asked for. */
  private abstract static class Kind extends Use {

    final void ask(Cache<Integer, String> cache) {
      for (int i = 0; i < 30; i++) {
        cache.put(i, "put");
        put();
      }
      for (int i = 0; i < 100; i++) {
        Object ignored = cache.getIfPresent(i % 50);
      }
      for (int i = 20; i < 60; i++) {
        Object ignored = cache.get(i, key -> "computed");
        if (i >= 30) {
          put();
        }
      }
      if (cache.get(1_000, key -> null) != null) {
        throw new AssertionError("a value of nothing");
      }
      fail(cache);
      // the function has a hit of its own on the cache, and it has a miss that fails
      Object ignored = cache.get(1_001, key -> "like " + cache.getIfPresent(1));
      put();
      if (cache.get(1_002, key -> cache.getIfPresent(1) == null ? "" : null) != null) {
        throw new AssertionError("a value of nothing");
      }
      ignored = cache.getAllPresent(List.of(1, 2, 2, 3, 5_000, 5_001));
      Map<Integer, String> map = cache.asMap();
      ignored = map.putIfAbsent(1, "there is one");
      ignored = map.putIfAbsent(1_003, "new");
      put();
      ignored = map.computeIfAbsent(1_004, key -> "new");
      put();
      ignored = map.computeIfAbsent(1_004, key -> "there is one");
      // neither a hit nor a miss
      ignored = map.get(1);
      ignored = map.containsKey(77);
      cache.invalidate(1);
      ignored = cache.getIfPresent(1);
    }

    private static void fail(Cache<Integer, String> cache) {
      try {
        Object ignored =
            cache.get(
                1_005,
                key -> {
                  throw new IllegalStateException("no value");
                });
        throw new AssertionError("no exception");
      } catch (IllegalStateException expected) {
        // a miss
      }
    }
  }

  static final class Bounded extends Kind {
    @Override
    Counts use(boolean recordStats) {
      Cache<Integer, String> cache = kept(builder(recordStats).maximumSize(MANY).build());
      cache.put(0, "the first use gives the name");
      put();
      ask(cache);
      return counts(cache);
    }
  }

  static final class Unbounded extends Kind {
    @Override
    Counts use(boolean recordStats) {
      Cache<Integer, String> cache = kept(builder(recordStats).build());
      cache.put(0, "the first use gives the name");
      put();
      ask(cache);
      return counts(cache);
    }
  }

  static final class Evicting extends Use {
    @Override
    Counts use(boolean recordStats) {
      Cache<Integer, String> cache = kept(builder(recordStats).maximumSize(10).build());
      for (int i = 0; i < 30; i++) {
        cache.put(i, "put");
        put();
      }
      cache.cleanUp();
      return counts(cache);
    }
  }

  static final class Expiring extends Use {
    @Override
    Counts use(boolean recordStats) {
      AtomicLong nanos = new AtomicLong();
      Cache<Integer, String> cache =
          kept(
              builder(recordStats)
                  .expireAfterWrite(1, TimeUnit.MINUTES)
                  .ticker(nanos::get)
                  .build());
      for (int i = 0; i < 10; i++) {
        cache.put(i, "put");
        put();
      }
      Object ignored = cache.getIfPresent(1);
      nanos.addAndGet(TimeUnit.MINUTES.toNanos(2));
      ignored = cache.getIfPresent(1);
      ignored = cache.get(2, key -> "again");
      put();
      ignored = cache.get(2, key -> "there is one");
      cache.cleanUp();
      return counts(cache);
    }
  }

  /** Without a method for many, a loader is asked for one after the other. */
  static final class Loading extends Use {
    @Override
    Counts use(boolean recordStats) {
      LoadingCache<Integer, String> cache =
          kept(builder(recordStats).maximumSize(MANY).build(Loading::load));
      for (int i = 0; i < 20; i++) {
        Object ignored = cache.get(i % 10);
        if (i < 10) {
          put();
        }
      }
      Object ignored = cache.getAll(List.of(1, 2, 100, 101));
      put();
      put();
      try {
        ignored = cache.get(-1);
        throw new AssertionError("no exception");
      } catch (IllegalStateException expected) {
        // a miss
      }
      return counts(cache);
    }

    private static String load(int key) {
      if (key < 0) {
        throw new IllegalStateException("no value");
      }
      return "loaded";
    }
  }

  static final class BulkLoading extends Use {
    @Override
    Counts use(boolean recordStats) {
      LoadingCache<Integer, String> cache =
          kept(builder(recordStats).maximumSize(MANY).build(new Bulk()));
      Object ignored = cache.get(1);
      put();
      ignored = cache.getAll(List.of(1, 2, 3, 3, 4));
      for (int i = 0; i < 3; i++) {
        put();
      }
      return counts(cache);
    }
  }

  /** Loads many at once, in each version's own way. */
  private static final class Bulk implements CacheLoader<Integer, String> {
    @Override
    public String load(Integer key) {
      return "loaded";
    }

    @Override
    public Map<Integer, String> loadAll(Set<? extends Integer> keys) {
      return loadAll((Iterable<? extends Integer>) keys);
    }

    /** Before version 3. */
    @SuppressWarnings("unused")
    public Map<Integer, String> loadAll(Iterable<? extends Integer> keys) {
      Map<Integer, String> loaded = new HashMap<>();
      for (Integer key : keys) {
        loaded.put(key, "loaded with others");
      }
      return loaded;
    }
  }

  /** A hit that makes the calling thread load the value anew. */
  static final class Refreshing extends Use {
    @Override
    Counts use(boolean recordStats) {
      AtomicLong nanos = new AtomicLong();
      AtomicLong loads = new AtomicLong();
      LoadingCache<Integer, String> cache =
          kept(
              builder(recordStats)
                  .maximumSize(MANY)
                  .refreshAfterWrite(1, TimeUnit.MINUTES)
                  .ticker(nanos::get)
                  .build(key -> "loaded " + loads.incrementAndGet()));
      for (int i = 0; i < 5; i++) {
        Object ignored = cache.get(1);
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(2));
      }
      put();
      if (loads.get() < 2) {
        throw new AssertionError("nothing was refreshed");
      }
      return counts(cache);
    }
  }

  static final class Async extends Use {
    @Override
    Counts use(boolean recordStats) {
      AsyncLoadingCache<Integer, String> cache =
          kept(builder(recordStats).maximumSize(MANY).buildAsync(key -> "loaded"));
      for (int i = 0; i < 20; i++) {
        Object ignored = cache.get(i % 10).join();
        if (i < 10) {
          put();
        }
      }
      Object ignored = cache.getIfPresent(1);
      ignored = cache.getIfPresent(77);
      ignored = cache.synchronous().getIfPresent(2);
      ignored = cache.synchronous().getAllPresent(List.of(1, 2, 77));
      ignored = cache.getAll(List.of(1, 2, 100, 101)).join();
      put();
      put();
      return counts(cache.synchronous());
    }
  }

  /** Several threads at once. */
  static final class Shared extends Use {
    @Override
    Counts use(boolean recordStats) throws InterruptedException {
      Cache<Integer, String> cache = kept(builder(recordStats).maximumSize(MANY).build());
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int first = i * CALLS;
        Thread thread = new Thread(() -> work(cache, first));
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      for (int i = 0; i < THREADS * CALLS; i++) {
        put();
      }
      return counts(cache);
    }

    /** Each value is computed by one thread, which then has it. */
    private static void work(Cache<Integer, String> cache, int first) {
      for (int i = first; i < first + CALLS; i++) {
        Object ignored = cache.getIfPresent(i);
        ignored = cache.get(i, key -> "computed");
        ignored = cache.get(i, key -> "there is one");
        ignored = cache.getIfPresent(i);
      }
    }
  }
}
