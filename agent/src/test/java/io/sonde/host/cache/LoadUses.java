package io.sonde.host.cache;

import com.github.benmanes.caffeine.cache.LoadingCache;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.util.concurrent.UncheckedExecutionException;
import java.util.ArrayList;
import java.util.List;

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

  static void run() {
    new Caffeine().use();
    new Guava().use();
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

  private void print(long aroundNanos, int loads, int misses) {
    int loaded = loads - failed;
    Use.print(name, loaded, new Use.Counts(1, misses, 0, loaded), loaded);
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
      outer.print(nanos, loads, loads + 1);
      int innerLoads = loads - outer.failed;
      inner.print(withinNanos, innerLoads, innerLoads);
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
      uses.print(nanos, KEYS, KEYS);
    }
  }
}
