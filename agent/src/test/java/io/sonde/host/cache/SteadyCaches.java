package io.sonde.host.cache;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import org.ehcache.CacheManager;
import org.ehcache.config.Builder;
import org.ehcache.config.ResourcePools;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.spi.loaderwriter.CacheLoaderWriter;
import org.springframework.cache.caffeine.CaffeineCache;
import org.springframework.cache.concurrent.ConcurrentMapCache;

/** Hits, misses, loads and writes of every cache, none of which records statistics. */
public final class SteadyCaches {

  private static final Integer PRESENT = 1;
  private static final Integer ABSENT = 2;

  private SteadyCaches() {}

  /** Calls by name. */
  public static Map<String, Callable<Object>> calls() {
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    addCaffeine(calls, "caffeine", builder().maximumSize(100).build());
    addCaffeine(calls, "caffeine-unbounded", builder().build());
    LoadingCache<Integer, String> loading = builder().maximumSize(100).build(key -> "loaded");
    calls.put("caffeine-loading.get", () -> String.valueOf(loading.get(PRESENT)));
    calls.put(
        "caffeine-loading.load",
        () -> {
          loading.invalidate(PRESENT);
          return String.valueOf(loading.get(PRESENT));
        });
    addAsync(calls);
    addMany(calls);
    addGuava(calls);
    addEhcache(calls);
    addEhcacheLoads(calls);
    addJcache(calls);
    CaffeineCache spring = new CaffeineCache("steady", builder().maximumSize(100).build());
    spring.put(PRESENT, "value");
    calls.put("spring.get", () -> String.valueOf(spring.get(PRESENT)));
    calls.put("spring.getAbsent", () -> String.valueOf(spring.get(ABSENT)));
    ConcurrentMapCache map = new ConcurrentMapCache("steady-map");
    calls.put("spring-map.getOrLoad", () -> map.get(PRESENT, () -> "loaded"));
    calls.put(
        "spring-map.load",
        () -> {
          map.evict(PRESENT);
          return map.get(PRESENT, () -> "loaded");
        });
    return calls;
  }

  private static void addEhcache(Map<String, Callable<Object>> calls) {
    Builder<? extends ResourcePools> pools = ResourcePoolsBuilder.heap(100);
    CacheManager manager =
        CacheManagerBuilder.newCacheManagerBuilder()
            .withCache(
                "steady",
                CacheConfigurationBuilder.newCacheConfigurationBuilder(
                        Integer.class, String.class, pools)
                    .build())
            .build(true);
    org.ehcache.Cache<Integer, String> cache =
        manager.getCache("steady", Integer.class, String.class);
    cache.put(PRESENT, "value");
    calls.put("ehcache.get", () -> String.valueOf(cache.get(PRESENT)));
    calls.put("ehcache.getAbsent", () -> String.valueOf(cache.get(ABSENT)));
    calls.put(
        "ehcache.put",
        () -> {
          cache.put(PRESENT, "value");
          return manager;
        });
  }

  private static void addJcache(Map<String, Callable<Object>> calls) {
    javax.cache.Cache<Integer, String> cache =
        Caching.getCachingProvider("org.ehcache.jsr107.EhcacheCachingProvider")
            .getCacheManager()
            .createCache("steady-jcache", new MutableConfiguration<Integer, String>());
    cache.put(PRESENT, "value");
    calls.put("jcache.get", () -> String.valueOf(cache.get(PRESENT)));
    calls.put("jcache.getAbsent", () -> String.valueOf(cache.get(ABSENT)));
    calls.put(
        "jcache.put",
        () -> {
          cache.put(PRESENT, "value");
          return cache;
        });
  }

  /** Of a cache whose values are there at once, and of one whose values come later. */
  private static void addAsync(Map<String, Callable<Object>> calls) {
    AsyncLoadingCache<Integer, String> prompt =
        builder().maximumSize(100).buildAsync(key -> "loaded");
    calls.put("caffeine-async.get", () -> prompt.get(PRESENT).join());
    calls.put(
        "caffeine-async.loadAtOnce",
        () -> {
          prompt.synchronous().invalidate(PRESENT);
          return prompt.get(PRESENT).join();
        });
    Later later = new Later();
    AsyncLoadingCache<Integer, String> cache = builder().maximumSize(100).buildAsync(later);
    calls.put(
        "caffeine-async.load",
        () -> {
          cache.synchronous().invalidate(PRESENT);
          CompletableFuture<String> value = cache.get(PRESENT);
          later.value.complete("loaded");
          return value.join();
        });
  }

  /** Leaves it to others to complete what it loads. */
  private static final class Later
      implements com.github.benmanes.caffeine.cache.CacheLoader<Integer, String> {

    private CompletableFuture<String> value = new CompletableFuture<>();

    @Override
    public String load(Integer key) {
      throw new AssertionError("not asynchronous");
    }

    @Override
    public CompletableFuture<String> asyncLoad(Integer key, Executor executor) {
      value = new CompletableFuture<>();
      return value;
    }
  }

  /** Two keys at once, one of which is there. */
  private static void addMany(Map<String, Callable<Object>> calls) {
    LoadingCache<Integer, String> cache = builder().maximumSize(100).build(new Many());
    List<Integer> keys = List.of(PRESENT, ABSENT);
    cache.put(PRESENT, "value");
    calls.put(
        "caffeine-loading.loadAll",
        () -> {
          cache.invalidate(ABSENT);
          return cache.getAll(keys);
        });
  }

  /** Loads many at once, in each version's own way. */
  private static final class Many
      implements com.github.benmanes.caffeine.cache.CacheLoader<Integer, String> {

    private static final Map<Integer, String> LOADED = Map.of(ABSENT, "loaded");

    @Override
    public String load(Integer key) {
      return "loaded";
    }

    @Override
    public Map<Integer, String> loadAll(Set<? extends Integer> keys) {
      return LOADED;
    }

    /** Before version 3. */
    @SuppressWarnings("unused")
    public Map<Integer, String> loadAll(Iterable<? extends Integer> keys) {
      return LOADED;
    }
  }

  private static Caffeine<Object, Object> builder() {
    return Caffeine.newBuilder().executor(Runnable::run);
  }

  private static void addCaffeine(
      Map<String, Callable<Object>> calls, String name, Cache<Integer, String> cache) {
    cache.put(PRESENT, "value");
    calls.put(name + ".getIfPresent", () -> String.valueOf(cache.getIfPresent(PRESENT)));
    calls.put(name + ".getAbsent", () -> String.valueOf(cache.getIfPresent(ABSENT)));
    calls.put(name + ".get", () -> String.valueOf(cache.get(PRESENT, key -> "computed")));
    calls.put(
        name + ".put",
        () -> {
          cache.put(PRESENT, "value");
          return cache;
        });
  }

  private static void addGuava(Map<String, Callable<Object>> calls) {
    com.google.common.cache.LoadingCache<Integer, String> cache =
        CacheBuilder.newBuilder()
            .maximumSize(100)
            .build(
                new CacheLoader<>() {
                  @Override
                  public String load(Integer key) {
                    return "loaded";
                  }
                });
    cache.put(PRESENT, "value");
    calls.put("guava.getIfPresent", () -> String.valueOf(cache.getIfPresent(PRESENT)));
    calls.put("guava.getAbsent", () -> String.valueOf(cache.getIfPresent(ABSENT)));
    calls.put("guava.get", () -> cache.get(PRESENT));
    calls.put(
        "guava.put",
        () -> {
          cache.put(PRESENT, "value");
          return cache;
        });
    calls.put(
        "guava.load",
        () -> {
          cache.invalidate(PRESENT);
          return cache.get(PRESENT);
        });
  }

  private static void addEhcacheLoads(Map<String, Callable<Object>> calls) {
    org.ehcache.Cache<Integer, String> cache =
        CacheManagerBuilder.newCacheManagerBuilder()
            .withCache(
                "steady-loading",
                CacheConfigurationBuilder.newCacheConfigurationBuilder(
                        Integer.class, String.class, ResourcePoolsBuilder.heap(100).build())
                    .withLoaderWriter(new Ones())
                    .build())
            .build(true)
            .getCache("steady-loading", Integer.class, String.class);
    Set<Integer> keys = Set.of(PRESENT);
    calls.put("ehcache-loading.get", () -> cache.get(PRESENT));
    calls.put(
        "ehcache-loading.put",
        () -> {
          cache.put(PRESENT, "value");
          return cache;
        });
    calls.put(
        "ehcache-loading.load",
        () -> {
          cache.remove(PRESENT);
          return cache.get(PRESENT);
        });
    calls.put(
        "ehcache-loading.loadAll",
        () -> {
          cache.remove(PRESENT);
          return cache.getAll(keys);
        });
  }

  /** Loads and writes nothing. */
  private static final class Ones implements CacheLoaderWriter<Integer, String> {

    @Override
    public String load(Integer key) {
      return "loaded";
    }

    @Override
    public Map<Integer, String> loadAll(Iterable<? extends Integer> keys) {
      Map<Integer, String> loaded = new HashMap<>();
      for (Integer key : keys) {
        loaded.put(key, "loaded");
      }
      return loaded;
    }

    @Override
    public void write(Integer key, String value) {}

    @Override
    public void delete(Integer key) {}
  }
}
