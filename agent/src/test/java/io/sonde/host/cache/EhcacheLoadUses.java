package io.sonde.host.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.ResourcePools;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.builders.WriteBehindConfigurationBuilder;
import org.ehcache.config.units.EntryUnit;
import org.ehcache.config.units.MemoryUnit;
import org.ehcache.spi.loaderwriter.BulkCacheLoadingException;
import org.ehcache.spi.loaderwriter.CacheLoaderWriter;
import org.ehcache.spi.loaderwriter.CacheLoadingException;

/** Ehcache's loads, by every operation that loads, one within the other and behind wrappers. */
final class EhcacheLoadUses {

  private static final List<Object> KEPT = new ArrayList<>();
  private static final long WORK_NANOS = 100_000;

  /** Keys are below this. */
  private static final int KEYS = 31;

  private static final int FAILING = 5;
  private static final int NOTHING = 7;
  private static final String VALUE = "loaded";

  private EhcacheLoadUses() {}

  static void run() {
    operations();
    writeBehind();
  }

  /** A value of the outer cache is made of one of the inner cache. */
  private static void operations() {
    Parts parts = new Parts();
    Whole whole = new Whole(cache("parts", configuration(heap()).withLoaderWriter(parts)));
    Cache<Integer, String> cache =
        cache("whole", configuration(heap()).withLoaderWriter(new Wrapper(whole)));
    long start = System.nanoTime();
    for (int key = 1; key <= 20; key++) {
      if (key % FAILING == 0) {
        expectFailure(cache, key);
      } else {
        expect(key == NOTHING ? null : VALUE, cache.get(key));
      }
    }
    // there already, and one call of the loader for each of the others
    expect(2, cache.getAll(Set.of(1, 21, NOTHING)).values().stream().filter(VALUE::equals).count());
    try {
      Object ignored = cache.getAll(Set.of(25));
      throw new AssertionError("no exception");
    } catch (BulkCacheLoadingException expected) {
      // counts as a load all the same
    }
    expect(VALUE, cache.putIfAbsent(22, "put"));
    expect(null, cache.putIfAbsent(NOTHING, "put"));
    expect(VALUE, cache.replace(23, "replaced"));
    expect(true, cache.replace(24, VALUE, "replaced"));
    expect(true, cache.remove(26, VALUE));
    long nanos = System.nanoTime() - start;
    expect(VALUE, cache.get(1));
    // by get, by getAll and by what writes
    whole.expect(15 + 1 + 4, 5 + 2 + 1);
    parts.expect(whole.loaded, 0);
    // the last get was a hit as well, and what threw is neither
    Use.print("whole", size(cache), new Use.Counts(15 + 2 + 4 + 1, 3, 0, size(cache)), 3);
    whole.print("whole", nanos);
    Use.print("parts", parts.loaded, new Use.Counts(parts.loaded, 0, 0, parts.loaded), 0);
    parts.print("parts", whole.withinNanos);
  }

  /** Ehcache's own loader, in tiers too, is between the cache and the application's. */
  @SuppressWarnings("deprecation") // the successor of add is not in 3.0
  private static void writeBehind() {
    Parts parts = new Parts();
    Cache<Integer, String> cache =
        cache(
            "write-behind",
            configuration(
                    ResourcePoolsBuilder.newResourcePoolsBuilder()
                        .heap(5, EntryUnit.ENTRIES)
                        .offheap(1, MemoryUnit.MB)
                        .build())
                .withLoaderWriter(parts)
                .add(WriteBehindConfigurationBuilder.newUnBatchedWriteBehindConfiguration()));
    long start = System.nanoTime();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < KEYS; i++) {
        expect(VALUE, cache.get(i * FAILING + 1));
      }
    }
    long nanos = System.nanoTime() - start;
    parts.expect(KEYS, 0);
    Use.print("write-behind", KEYS, new Use.Counts(2 * KEYS, 0, 0, KEYS), 0);
    parts.print("write-behind", nanos);
  }

  private static ResourcePools heap() {
    return ResourcePoolsBuilder.heap(1_000).build();
  }

  private static CacheConfigurationBuilder<Integer, String> configuration(ResourcePools pools) {
    return CacheConfigurationBuilder.newCacheConfigurationBuilder(
        Integer.class, String.class, pools);
  }

  private static Cache<Integer, String> cache(
      String name, CacheConfigurationBuilder<Integer, String> configuration) {
    CacheManager manager =
        CacheManagerBuilder.newCacheManagerBuilder()
            .withCache(name, configuration.build())
            .build(true);
    KEPT.add(manager);
    return manager.getCache(name, Integer.class, String.class);
  }

  private static void expectFailure(Cache<Integer, String> cache, int key) {
    try {
      Object ignored = cache.get(key);
      throw new AssertionError("no exception");
    } catch (CacheLoadingException expected) {
      // counts as a load all the same
    }
  }

  private static void expect(Object expected, Object actual) {
    if (!String.valueOf(expected).equals(String.valueOf(actual))) {
      throw new AssertionError(actual + " instead of " + expected);
    }
  }

  /** Keys that are there, which asks for no values. */
  private static int size(Cache<Integer, String> cache) {
    int size = 0;
    for (int key = 0; key < KEYS; key++) {
      size += cache.containsKey(key) ? 1 : 0;
    }
    return size;
  }

  /** What a loader knows of its calls. */
  private abstract static class Counting {

    int loaded;
    private int failed;
    private long insideNanos;

    /** A call that takes a while; null for keys that stand for nothing. */
    final String load(int key, UnaryOperator<String> made) {
      long start = System.nanoTime();
      boolean isLoaded = false;
      try {
        while (System.nanoTime() - start < WORK_NANOS) {
          Thread.onSpinWait();
        }
        if (key % FAILING == 0) {
          throw new IllegalStateException("no value");
        }
        isLoaded = key != NOTHING;
        return isLoaded ? made.apply(VALUE) : null;
      } finally {
        insideNanos += System.nanoTime() - start;
        loaded += isLoaded ? 1 : 0;
        failed += isLoaded ? 0 : 1;
      }
    }

    final void expect(int loads, int failures) {
      EhcacheLoadUses.expect(loads + " and " + failures, loaded + " and " + failed);
    }

    final void print(String name, long aroundNanos) {
      System.out.println(
          "loads %s %d %d %d %d".formatted(name, loaded, failed, insideNanos, aroundNanos));
    }
  }

  /** Most loaders write nothing. */
  private abstract static class ReadOnly extends Counting
      implements CacheLoaderWriter<Integer, String> {

    @Override
    public void write(Integer key, String value) {}

    @Override
    public void delete(Integer key) {}
  }

  /** Has the interface from the class above it. */
  private static final class Parts extends ReadOnly {

    @Override
    public String load(Integer key) {
      return load(key, value -> value);
    }

    @Override
    public Map<Integer, String> loadAll(Iterable<? extends Integer> keys)
        throws BulkCacheLoadingException {
      Integer key = keys.iterator().next();
      Map<Integer, String> values = new HashMap<>();
      values.put(key, load(key, value -> value));
      return values;
    }
  }

  /** Makes its values of another cache's. */
  private static final class Whole extends ReadOnly {

    private final Cache<Integer, String> within;
    private long withinNanos;

    Whole(Cache<Integer, String> within) {
      this.within = within;
    }

    @Override
    public String load(Integer key) {
      return load(key, value -> part(() -> within.get(key)));
    }

    @Override
    public Map<Integer, String> loadAll(Iterable<? extends Integer> keys)
        throws BulkCacheLoadingException {
      Integer key = keys.iterator().next();
      Map<Integer, String> values = new HashMap<>();
      values.put(key, load(key, value -> part(() -> within.getAll(Set.of(key)).get(key))));
      return values;
    }

    private String part(Supplier<String> asked) {
      long start = System.nanoTime();
      try {
        return asked.get();
      } finally {
        withinNanos += System.nanoTime() - start;
      }
    }
  }

  /** Calls another loader. */
  private record Wrapper(CacheLoaderWriter<Integer, String> loader)
      implements CacheLoaderWriter<Integer, String> {

    @Override
    public String load(Integer key) throws Exception {
      return loader.load(key);
    }

    @Override
    public Map<Integer, String> loadAll(Iterable<? extends Integer> keys) throws Exception {
      return loader.loadAll(keys);
    }

    @Override
    public void write(Integer key, String value) throws Exception {
      loader.write(key, value);
    }

    @Override
    public void delete(Integer key) throws Exception {
      loader.delete(key);
    }
  }
}
