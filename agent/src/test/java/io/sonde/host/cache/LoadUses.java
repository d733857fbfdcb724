package io.sonde.host.cache;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.util.concurrent.UncheckedExecutionException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.cache.Cache;
import org.springframework.cache.concurrent.ConcurrentMapCache;

/** Loads, whose durations lie between what the loader and what the caller sees of them. */
final class LoadUses {

  private static final List<Object> KEPT = new ArrayList<>();
  private static final int KEYS = 20;
  private static final int FAILING = 5;
  private static final long WORK_NANOS = 100_000;

  private final String name;
  private long insideNanos;
  private int failed;

  private LoadUses(String name) {
    this.name = name;
  }

  static void run() throws Exception {
    new Caffeine().use();
    new CaffeineBulk().use();
    new CaffeineAsync().use();
    new Guava().use();
    new GuavaBulk().use();
    new Spring().use();
  }

  private String load(int key) {
    long start = System.nanoTime();
    try {
      while (System.nanoTime() - start < WORK_NANOS) {
        Thread.onSpinWait();
      }
      if (key % FAILING == 0) {
        failed++;
        throw new IllegalStateException("no value");
      }
      return "loaded";
    } finally {
      insideNanos += System.nanoTime() - start;
    }
  }

  private void print(long aroundNanos, int loads, int hits, int misses) {
    int loaded = loads - failed;
    Use.print(name, loaded, new Use.Counts(hits, misses, 0, loaded), loaded);
    System.out.println(
        "loads %s %d %d %d %d".formatted(name, loaded, failed, insideNanos, aroundNanos));
  }

  /** A value of Caffeine's outer cache is made of one of the inner cache. */
  private static final class Caffeine {

    private final LoadUses outer = new LoadUses("LoadUses.Caffeine");
    private final LoadUses inner = new LoadUses("LoadUses.Caffeine-2");
    private final LoadingCache<Integer, String> within =
        com.github.benmanes.caffeine.cache.Caffeine.newBuilder().build(inner::load);
    private final LoadingCache<Integer, String> cache =
        com.github.benmanes.caffeine.cache.Caffeine.newBuilder().build(this::load);
    private long withinNanos;

    private String load(int key) {
      long start = System.nanoTime();
      if (key % FAILING != 0) {
        Object ignored = within.get(key);
      }
      long nanos = System.nanoTime() - start;
      withinNanos += nanos;
      outer.insideNanos += nanos;
      return outer.load(key);
    }

    void use() {
      KEPT.add(this);
      // the outer cache is the first that counts something
      Object ignored = cache.getIfPresent(-1);
      long start = System.nanoTime();
      int loads = 0;
      for (int key = 1; key <= KEYS; key++) {
        try {
          ignored = cache.get(key);
        } catch (IllegalStateException expected) {
          // counts as a load all the same
        }
        loads++;
      }
      long nanos = System.nanoTime() - start;
      ignored = cache.get(1);
      ignored = within.get(1);
      outer.print(nanos, loads, 1, loads + 1);
      int innerLoads = loads - outer.failed;
      inner.print(withinNanos, innerLoads, 1, innerLoads);
    }
  }

  /** Values that come from another thread, all of them asked for before the first is there. */
  private static final class CaffeineAsync {

    private final LoadUses uses = new LoadUses("LoadUses.CaffeineAsync");
    private final ExecutorService loader = Executors.newSingleThreadExecutor();
    private final AsyncLoadingCache<Integer, String> cache =
        com.github.benmanes.caffeine.cache.Caffeine.newBuilder()
            .maximumSize(1_000)
            .executor(loader)
            .buildAsync(uses::load);

    void use() throws Exception {
      KEPT.add(this);
      CountDownLatch asked = new CountDownLatch(1);
      loader.execute(() -> await(asked));
      long aroundNanos = 0;
      final long start = System.nanoTime();
      for (int key = 1; key <= KEYS; key++) {
        aroundNanos -= System.nanoTime() - start;
        Object ignored = cache.get(key);
      }
      // there is a future already
      Object ignored = cache.get(1);
      asked.countDown();
      // behind what the cache does when it has a value
      loader.submit(() -> {}).get();
      aroundNanos += KEYS * (System.nanoTime() - start);
      loader.shutdown();
      ignored = cache.get(1).join();
      int loaded = KEYS - uses.failed;
      Use.print(uses.name, loaded, new Use.Counts(2, KEYS, 0, loaded), KEYS);
      System.out.println(
          "loads %s %d %d %d %d"
              .formatted(uses.name, loaded, uses.failed, uses.insideNanos, aroundNanos));
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Many keys at once, two loads that yield something and two that do not. */
  private static final class CaffeineBulk
      implements com.github.benmanes.caffeine.cache.CacheLoader<Integer, String> {

    private final LoadUses uses = new LoadUses("LoadUses.CaffeineBulk");
    private final LoadUses inner = new LoadUses("LoadUses.CaffeineBulk-2");
    private final LoadingCache<Integer, String> within =
        com.github.benmanes.caffeine.cache.Caffeine.newBuilder().build(inner::load);
    private final LoadingCache<Integer, String> cache =
        com.github.benmanes.caffeine.cache.Caffeine.newBuilder().maximumSize(1_000).build(this);
    private long withinNanos;

    @Override
    public String load(Integer key) {
      throw new AssertionError("one by one");
    }

    @Override
    public Map<Integer, String> loadAll(Set<? extends Integer> keys) {
      return loadAll((Iterable<? extends Integer>) keys);
    }

    /** Before version 3. */
    public Map<Integer, String> loadAll(Iterable<? extends Integer> keys) {
      long start = System.nanoTime();
      Map<Integer, String> loaded = new HashMap<>();
      for (Integer key : keys) {
        if (key < 0) {
          uses.insideNanos += System.nanoTime() - start;
          throw new IllegalStateException("no values");
        }
        if (key > 0) {
          loaded.put(key, within.get(key));
        }
      }
      long nanos = System.nanoTime() - start;
      uses.insideNanos += nanos;
      withinNanos += nanos;
      return loaded;
    }

    void use() {
      KEPT.add(this);
      long start = System.nanoTime();
      Object ignored = cache.getAll(List.of(1, 2, 3, 4));
      ignored = cache.getAll(List.of(3, 4, 6, 7));
      ignored = cache.getAll(List.of(0));
      try {
        ignored = cache.getAll(List.of(-1));
        throw new AssertionError("no exception");
      } catch (IllegalStateException expected) {
        // counts as a load all the same
      }
      long nanos = System.nanoTime() - start;
      // nothing is left to load
      ignored = cache.getAll(List.of(1, 2));
      Use.print(uses.name, 6, new Use.Counts(2 + 2, 4 + 2 + 2, 0, 6), 6);
      System.out.println(
          "loads %s %d %d %d %d".formatted(uses.name, 2, 2, uses.insideNanos, nanos));
      inner.print(withinNanos, 6, 0, 6);
    }
  }

  /** Many keys at once, of Guava's. */
  private static final class GuavaBulk extends CacheLoader<Integer, String> {

    private static final String NAME = "LoadUses.GuavaBulk";

    private final com.google.common.cache.LoadingCache<Integer, String> cache =
        CacheBuilder.newBuilder().build(this);
    private long insideNanos;

    @Override
    public String load(Integer key) {
      throw new AssertionError("one by one");
    }

    @Override
    public Map<Integer, String> loadAll(Iterable<? extends Integer> keys) {
      long start = System.nanoTime();
      Map<Integer, String> loaded = new HashMap<>();
      for (Integer key : keys) {
        if (key < 0) {
          insideNanos += System.nanoTime() - start;
          throw new IllegalStateException("no values");
        }
        loaded.put(key, "loaded");
      }
      insideNanos += System.nanoTime() - start;
      return loaded;
    }

    void use() throws ExecutionException {
      KEPT.add(this);
      long start = System.nanoTime();
      Object ignored = cache.getAll(List.of(1, 2, 3, 4));
      ignored = cache.getAll(List.of(3, 4, 6, 7));
      try {
        ignored = cache.getAll(List.of(-1));
        throw new AssertionError("no exception");
      } catch (UncheckedExecutionException expected) {
        // counts as a load all the same
      }
      long nanos = System.nanoTime() - start;
      Use.print(NAME, 6, new Use.Counts(2, 4 + 2 + 1, 0, 6), 6);
      System.out.println("loads %s %d %d %d %d".formatted(NAME, 2, 1, insideNanos, nanos));
    }
  }

  /** Spring's, on plain maps: a value of the outer cache is made of one of the inner cache. */
  private static final class Spring {

    private final LoadUses outer = new LoadUses("outer");
    private final LoadUses inner = new LoadUses("inner");
    private final ConcurrentMapCache within = new ConcurrentMapCache("inner");
    private final ConcurrentMapCache cache = new ConcurrentMapCache("outer");
    private long withinNanos;

    private String load(int key) {
      long start = System.nanoTime();
      if (key % FAILING != 0) {
        Object ignored = within.get(key, () -> inner.load(key));
        // found, although the call around it has found nothing
        ignored = within.get(key, () -> inner.load(key));
      }
      long nanos = System.nanoTime() - start;
      withinNanos += nanos;
      outer.insideNanos += nanos;
      return outer.load(key);
    }

    void use() {
      KEPT.add(this);
      long start = System.nanoTime();
      for (int key = 1; key <= KEYS; key++) {
        int asked = key;
        try {
          Object ignored = cache.get(key, () -> load(asked));
        } catch (Cache.ValueRetrievalException expected) {
          // counts as a load all the same
        }
      }
      final long nanos = System.nanoTime() - start;
      Object ignored = cache.get(1, () -> load(1));
      outer.print(nanos, KEYS, 1, KEYS);
      int innerLoads = KEYS - outer.failed;
      inner.print(withinNanos, innerLoads, innerLoads, innerLoads);
    }
  }

  /** Guava's. */
  private static final class Guava {

    private final LoadUses uses = new LoadUses("LoadUses.Guava");
    private final com.google.common.cache.LoadingCache<Integer, String> cache =
        CacheBuilder.newBuilder()
            .build(
                new CacheLoader<Integer, String>() {
                  @Override
                  public String load(Integer key) {
                    return uses.load(key);
                  }
                });

    void use() {
      KEPT.add(this);
      long start = System.nanoTime();
      for (int key = 1; key <= KEYS; key++) {
        try {
          Object ignored = cache.getUnchecked(key);
        } catch (UncheckedExecutionException expected) {
          // counts as a load all the same
        }
      }
      long nanos = System.nanoTime() - start;
      Object ignored = cache.getUnchecked(1);
      uses.print(nanos, KEYS, 1, KEYS);
    }
  }
}
