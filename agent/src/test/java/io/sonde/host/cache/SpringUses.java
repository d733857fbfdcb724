package io.sonde.host.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import java.util.ArrayList;
import java.util.List;
import org.springframework.cache.Cache;
import org.springframework.cache.caffeine.CaffeineCache;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.support.SimpleCacheManager;

/** Spring's caches, which are Caffeine's or plain maps. */
final class SpringUses {

  private static final List<Object> KEPT = new ArrayList<>();

  private SpringUses() {}

  private static Caffeine<Object, Object> builder(boolean recordStats) {
    Caffeine<Object, Object> builder = Caffeine.newBuilder().maximumSize(1_000);
    return recordStats ? builder.recordStats() : builder;
  }

  /** A cache on a plain map, which has no statistics: the truth is what its calls returned. */
  static void map() {
    Cache cache = new ConcurrentMapCacheManager("titles").getCache("titles");
    if (cache == null) {
      throw new AssertionError("no cache");
    }
    for (int i = 0; i < 10; i++) {
      cache.put(i, "put");
    }
    // nothing, but known to be so
    cache.put(10, null);
    int hits = 0;
    for (int i = 0; i < 15; i++) {
      hits += cache.get(i) != null ? 1 : 0;
    }
    if (hits != 11) {
      throw new AssertionError(hits + " hits");
    }
    int puts = 11;
    puts += cache.putIfAbsent(1, "there is one") == null ? 1 : 0;
    puts += cache.putIfAbsent(20, "new") == null ? 1 : 0;
    cache.evict(1);
    Object ignored = cache.get(1);
    Use.print("titles", 11, new Use.Counts(hits, 5, 0, 11), puts);
    KEPT.add(cache);
  }

  /** What all of them are asked for. */
  private abstract static class Kind extends Use {

    private final String name;

    Kind(String name) {
      this.name = name;
    }

    @Override
    final String name(boolean recordStats) {
      return recordStats ? name + "-with-statistics" : name;
    }

    final Counts ask(Cache cache) {
      for (int i = 0; i < 10; i++) {
        cache.put(i, "put");
        put();
      }
      for (int i = 0; i < 15; i++) {
        Object ignored = cache.get(i);
      }
      for (int i = 8; i < 12; i++) {
        Object ignored = cache.get(i, () -> "computed");
        if (i >= 10) {
          put();
        }
      }
      cache.evict(1);
      Object ignored = cache.get(1);
      if (!(cache.getNativeCache() instanceof com.github.benmanes.caffeine.cache.Cache<?, ?> own)) {
        throw new AssertionError("not Caffeine's");
      }
      CacheStats stats = own.stats();
      return new Counts(
          stats.hitCount(), stats.missCount(), stats.evictionCount(), own.estimatedSize());
    }
  }

  static final class Managed extends Kind {

    Managed() {
      super("books");
    }

    @Override
    Counts use(boolean recordStats) {
      CaffeineCacheManager manager = kept(new CaffeineCacheManager(name(recordStats)));
      manager.setCaffeine(builder(recordStats));
      Cache cache = manager.getCache(name(recordStats));
      if (cache == null) {
        throw new AssertionError("no cache");
      }
      return ask(cache);
    }
  }

  static final class Given extends Kind {

    Given() {
      super("authors");
    }

    @Override
    Counts use(boolean recordStats) {
      SimpleCacheManager manager = kept(new SimpleCacheManager());
      manager.setCaches(
          List.of(new CaffeineCache(name(recordStats), builder(recordStats).build())));
      manager.afterPropertiesSet();
      Cache cache = manager.getCache(name(recordStats));
      if (cache == null) {
        throw new AssertionError("no cache");
      }
      return ask(cache);
    }
  }
}
