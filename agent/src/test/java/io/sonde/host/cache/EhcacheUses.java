package io.sonde.host.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.Builder;
import org.ehcache.config.ResourcePools;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.EntryUnit;
import org.ehcache.config.units.MemoryUnit;

/** Ehcache's own caches; their truth is what the calls returned. */
final class EhcacheUses {

  private static final List<Object> KEPT = new ArrayList<>();

  private final Cache<Integer, String> cache;
  private int hits;
  private int misses;
  private int puts;

  private EhcacheUses(Cache<Integer, String> cache) {
    this.cache = cache;
  }

  static void run() {
    heap();
    evicting();
    tiered();
  }

  private static EhcacheUses make(String name, Builder<? extends ResourcePools> pools) {
    CacheManager manager =
        CacheManagerBuilder.newCacheManagerBuilder()
            .withCache(
                name,
                CacheConfigurationBuilder.newCacheConfigurationBuilder(
                        Integer.class, String.class, pools)
                    .build())
            .build(true);
    KEPT.add(manager);
    return new EhcacheUses(manager.getCache(name, Integer.class, String.class));
  }

  private void print(String name, int evictions, int size) {
    Use.print(name, size, new Use.Counts(hits, misses, evictions, size), puts);
  }

  private void put(int key) {
    cache.put(key, "put");
    puts++;
  }

  private void asked(boolean isHit) {
    if (isHit) {
      hits++;
    } else {
      misses++;
    }
  }

  /** Each operation with each of its outcomes. */
  private static void heap() {
    EhcacheUses heap = make("heap", ResourcePoolsBuilder.heap(1_000));
    Cache<Integer, String> cache = heap.cache;
    for (int i = 0; i < 30; i++) {
      heap.put(i);
    }
    for (int i = 0; i < 100; i++) {
      heap.asked(cache.get(i % 50) != null);
    }
    heap.asked(cache.putIfAbsent(1, "there is one") != null);
    heap.asked(cache.putIfAbsent(100, "new") != null);
    heap.puts++;
    heap.asked(cache.replace(1, "replaced") != null);
    heap.puts++;
    heap.asked(cache.replace(999, "nothing there") != null);
    // neither removes anything, but the first has found something
    heap.asked(!cache.remove(1, "another value"));
    heap.asked(cache.remove(999, "nothing there"));
    heap.asked(cache.remove(2, "put"));
    for (String value : cache.getAll(Set.of(1, 3, 5_000)).values()) {
      heap.asked(value != null);
    }
    Map<Integer, String> many = new HashMap<>();
    for (int i = 200; i < 207; i++) {
      many.put(i, "put with others");
      heap.puts++;
    }
    cache.putAll(many);
    cache.remove(3);
    if (cache.containsKey(3) || !cache.containsKey(200)) {
      throw new AssertionError("wrong entries");
    }
    // 30 and 8 were added, 2 removed
    heap.print("heap", 0, 36);
  }

  private static void evicting() {
    EhcacheUses small = make("small", ResourcePoolsBuilder.heap(10));
    for (int i = 0; i < 50; i++) {
      small.put(i);
    }
    int left = 0;
    for (int i = 0; i < 50; i++) {
      if (small.cache.containsKey(i)) {
        left++;
      }
    }
    small.print("small", 50 - left, left);
  }

  /** What leaves the heap is still in the cache. */
  private static void tiered() {
    EhcacheUses tiered =
        make(
            "tiered",
            ResourcePoolsBuilder.newResourcePoolsBuilder()
                .heap(5, EntryUnit.ENTRIES)
                .offheap(1, MemoryUnit.MB));
    for (int i = 0; i < 40; i++) {
      tiered.put(i);
    }
    for (int i = 0; i < 60; i++) {
      tiered.asked(tiered.cache.get(i) != null);
    }
    tiered.print("tiered", 0, 40);
  }
}
