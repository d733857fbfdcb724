package io.sonde.host.cache;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.CacheStats;
import com.google.common.cache.LoadingCache;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Guava's caches. */
final class GuavaUses {

  private static final int THREADS = 4;
  private static final int CALLS = 2_000;

  private GuavaUses() {}

  private static CacheBuilder<Object, Object> builder(boolean recordStats) {
    CacheBuilder<Object, Object> builder = CacheBuilder.newBuilder().concurrencyLevel(1);
    return recordStats ? builder.recordStats() : builder;
  }

  private static Use.Counts counts(Cache<Integer, String> cache) {
    CacheStats stats = cache.stats();
    return new Use.Counts(stats.hitCount(), stats.missCount(), stats.evictionCount(), cache.size());
  }

  private static final class Loader extends CacheLoader<Integer, String> {
    @Override
    public String load(Integer key) {
      if (key < 0) {
        throw new IllegalStateException("no value");
      }
      return "loaded";
    }
  }

  /** Without a loader; with fewer places than values. */
  static final class Manual extends Use {
    @Override
    Counts use(boolean recordStats) throws ExecutionException {
      Cache<Integer, String> cache = kept(builder(recordStats).maximumSize(20).build());
      for (int i = 0; i < 30; i++) {
        cache.put(i, "put");
        put();
      }
      for (int i = 0; i < 60; i++) {
        Object ignored = cache.getIfPresent(i);
      }
      for (int i = 20; i < 40; i++) {
        Object ignored = cache.get(i, () -> "computed");
        if (i >= 30) {
          put();
        }
      }
      try {
        Object ignored =
            cache.get(
                1_000,
                () -> {
                  throw new IllegalArgumentException("no value");
                });
        throw new AssertionError("no exception");
      } catch (RuntimeException expected) {
        // a miss
      }
      Object ignored = cache.getAllPresent(List.of(25, 26, 5_000));
      Map<Integer, String> map = cache.asMap();
      ignored = map.putIfAbsent(30, "there is one");
      ignored = map.putIfAbsent(1_003, "new");
      put();
      ignored = map.get(30);
      cache.invalidate(30);
      ignored = cache.getIfPresent(30);
      return counts(cache);
    }
  }

  static final class Expiring extends Use {
    @Override
    @SuppressWarnings("deprecation") // the oldest version has no other
    Counts use(boolean recordStats) {
      long[] nanos = new long[1];
      Ticker ticker =
          new Ticker() {
            @Override
            public long read() {
              return nanos[0];
            }
          };
      Cache<Integer, String> cache =
          kept(builder(recordStats).expireAfterWrite(1, TimeUnit.MINUTES).ticker(ticker).build());
      for (int i = 0; i < 10; i++) {
        cache.put(i, "put");
        put();
      }
      Object ignored = cache.getIfPresent(1);
      nanos[0] += TimeUnit.MINUTES.toNanos(2);
      ignored = cache.getIfPresent(1);
      cache.cleanUp();
      return counts(cache);
    }
  }

  static final class Loading extends Use {
    @Override
    Counts use(boolean recordStats) throws ExecutionException {
      LoadingCache<Integer, String> cache =
          kept(builder(recordStats).maximumSize(15).build(new Loader()));
      for (int i = 0; i < 20; i++) {
        Object ignored = cache.get(i % 10);
        if (i < 10) {
          put();
        }
      }
      Object ignored = cache.getAll(List.of(1, 2, 100, 101));
      put();
      put();
      cache.refresh(1);
      put();
      try {
        ignored = cache.get(-1);
        throw new AssertionError("no exception");
      } catch (RuntimeException expected) {
        // a miss
      }
      return counts(cache);
    }
  }

  static final class BulkLoading extends Use {
    @Override
    Counts use(boolean recordStats) throws ExecutionException {
      CacheLoader<Integer, String> loader =
          new CacheLoader<>() {
            @Override
            public String load(Integer key) {
              return "loaded";
            }

            @Override
            public Map<Integer, String> loadAll(Iterable<? extends Integer> keys) {
              Map<Integer, String> loaded = new HashMap<>();
              for (Integer key : keys) {
                loaded.put(key, "loaded with others");
              }
              return loaded;
            }
          };
      LoadingCache<Integer, String> cache = kept(builder(recordStats).build(loader));
      Object ignored = cache.get(1);
      put();
      ignored = cache.getAll(List.of(1, 2, 3, 4));
      for (int i = 0; i < 3; i++) {
        put();
      }
      return counts(cache);
    }
  }

  /** A loader that uses a cache of its own, which is measured as what it is. */
  static final class Nested extends Use {
    @Override
    Counts use(boolean recordStats) throws ExecutionException {
      LoadingCache<Integer, String> inner = kept(CacheBuilder.newBuilder().build(new Loader()));
      LoadingCache<Integer, String> outer =
          kept(
              builder(recordStats)
                  .build(
                      new CacheLoader<Integer, String>() {
                        @Override
                        public String load(Integer key) {
                          return InnerUser.values(inner, key);
                        }
                      }));
      for (int i = 0; i < 30; i++) {
        Object ignored = outer.get(i % 20);
        if (i < 20) {
          put();
        }
      }
      // 20 loads, each with a get of 5 keys and one of none
      Counts counts = new Counts(15, 25, 0, inner.size());
      print("GuavaUses.InnerUser" + (recordStats ? "-2" : ""), inner.size(), counts, 5);
      return counts(outer);
    }
  }

  /** So that the inner cache has another name. */
  private static final class InnerUser {
    static String values(LoadingCache<Integer, String> inner, int key) {
      return inner.getUnchecked(key % 5) + inner.getIfPresent(key + 1_000);
    }
  }

  /** Several threads at once. */
  static final class Shared extends Use {
    @Override
    Counts use(boolean recordStats) throws InterruptedException {
      Cache<Integer, String> cache = kept(builder(recordStats).build());
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
      try {
        for (int i = first; i < first + CALLS; i++) {
          Object ignored = cache.getIfPresent(i);
          ignored = cache.get(i, () -> "computed");
          ignored = cache.get(i, () -> "there is one");
          ignored = cache.getIfPresent(i);
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
