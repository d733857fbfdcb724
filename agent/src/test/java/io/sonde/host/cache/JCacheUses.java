package io.sonde.host.cache;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.integration.CacheLoader;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** JCache on Ehcache, twice: without statistics and, by the same calls, with them. */
final class JCacheUses {

  private JCacheUses() {}

  static void run() throws JMException {
    CacheManager manager =
        Caching.getCachingProvider("org.ehcache.jsr107.EhcacheCachingProvider").getCacheManager();
    twins(manager, "plain", false);
    twins(manager, "loading", true);
    expiring(manager);
  }

  private static void twins(CacheManager manager, String name, boolean isLoading)
      throws JMException {
    String statistics = name + "-with-statistics";
    use(manager, name, isLoading);
    use(manager, statistics, isLoading);
    Use.Counts counts =
        new Use.Counts(
            number(statistics, "CacheHits"),
            number(statistics, "CacheMisses"),
            number(statistics, "CacheEvictions"),
            size(manager.getCache(statistics)));
    int puts = (int) number(statistics, "CachePuts");
    Use.print(name, size(manager.getCache(name)), counts, puts);
    Use.print(statistics, counts.size(), counts, puts);
  }

  private static void use(CacheManager manager, String name, boolean isLoading) {
    Loader loader = new Loader();
    Cache<Integer, String> cache = make(manager, name, isLoading ? loader : null);
    long start = System.nanoTime();
    use(cache);
    if (isLoading) {
      load(cache);
      // 20 by get, one of which yields nothing, and one each by the others
      loader.print(name, 19 + 4, 1, System.nanoTime() - start);
    }
  }

  /** What loads beside {@code get}; on this thread, although the interface allows another. */
  private static void load(Cache<Integer, String> cache) {
    cache.loadAll(Set.of(300), true, null);
    cache.loadAll(Set.of(301), false, null);
    String loaded = cache.invoke(302, (entry, arguments) -> entry.getValue());
    if (!"loaded".equals(loaded) || !"loaded".equals(cache.get(300))) {
      throw new AssertionError("not loaded");
    }
  }

  private static Cache<Integer, String> make(CacheManager manager, String name, Loader loader) {
    MutableConfiguration<Integer, String> configuration = new MutableConfiguration<>();
    configuration.setStatisticsEnabled(name.endsWith("-with-statistics"));
    if (loader != null) {
      configuration.setReadThrough(true).setCacheLoaderFactory(FactoryBuilder.factoryOf(loader));
    }
    return manager.createCache(name, configuration);
  }

  private static void use(Cache<Integer, String> cache) {
    for (int i = 0; i < 30; i++) {
      cache.put(i, "put");
    }
    for (int i = 0; i < 50; i++) {
      Object ignored = cache.get(i);
    }
    Object ignored = cache.getAndPut(1, "another");
    ignored = cache.getAndPut(100, "new");
    ignored = cache.getAll(Set.of(1, 2, 5_000));
    ignored = cache.getAndReplace(1, "replaced");
    ignored = cache.getAndRemove(2);
    ignored = cache.getAndRemove(777);
    Map<Integer, String> many = new HashMap<>();
    for (int i = 200; i < 207; i++) {
      many.put(i, "put with others");
    }
    cache.putAll(many);
    cache.remove(3);
  }

  /** Keys that are there, which asks for no values. */
  private static int size(Cache<Integer, String> cache) {
    int size = 0;
    for (int key = 0; key <= 5_000; key++) {
      size += cache.containsKey(key) ? 1 : 0;
    }
    return size;
  }

  private static long number(String cache, String attribute) throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName pattern = new ObjectName("javax.cache:type=CacheStatistics,Cache=" + cache + ",*");
    ObjectName name = server.queryNames(pattern, null).iterator().next();
    return ((Number) server.getAttribute(name, attribute)).longValue();
  }

  /** An entry that goes when it is looked for too late. */
  private static void expiring(CacheManager manager) {
    MutableConfiguration<Integer, String> configuration = new MutableConfiguration<>();
    configuration.setExpiryPolicyFactory(
        CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.MILLISECONDS, 1)));
    Cache<Integer, String> cache = manager.createCache("expiring", configuration);
    cache.put(1, "put");
    int hits = 0;
    while (cache.get(1) != null) {
      hits++;
    }
    Use.print("expiring", 0, new Use.Counts(hits, 1, 1, 0), 1);
  }

  /** Finds a value for most keys. */
  private static final class Loader implements CacheLoader<Integer, String>, java.io.Serializable {

    private static final long serialVersionUID = 1L;

    private int loaded;
    private int failed;
    private long insideNanos;

    @Override
    public String load(Integer key) {
      long start = System.nanoTime();
      boolean isLoaded = key != 49;
      count(isLoaded, start);
      return isLoaded ? "loaded" : null;
    }

    @Override
    public Map<Integer, String> loadAll(Iterable<? extends Integer> keys) {
      long start = System.nanoTime();
      Map<Integer, String> values = new HashMap<>();
      for (Integer key : keys) {
        values.put(key, "loaded");
      }
      count(true, start);
      return values;
    }

    private void count(boolean isLoaded, long start) {
      loaded += isLoaded ? 1 : 0;
      failed += isLoaded ? 0 : 1;
      insideNanos += System.nanoTime() - start;
    }

    void print(String name, int loads, int failures, long aroundNanos) {
      if (loaded != loads || failed != failures) {
        throw new AssertionError(loaded + " and " + failed + " loads");
      }
      System.out.println(
          "loads %s %d %d %d %d".formatted(name, loaded, failed, insideNanos, aroundNanos));
    }
  }
}
