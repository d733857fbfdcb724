package io.sonde.agent.instrumentation.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CachesTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CacheNames names = new CacheNames(registry, 1_000);

  private static Caches caches(int maxCaches) {
    return new Caches(
        new WeakIdentityTable<>("test", 100), new WeakIdentityTable<>("test", 100), maxCaches);
  }

  private double hits(String cache) {
    FunctionCounter counter =
        registry.find("cache.gets").tags("cache", cache, "result", "hit").functionCounter();
    return counter == null ? -1 : counter.count();
  }

  private double size(String cache) {
    return registry.get("cache.size").tag("cache", cache).gauge().value();
  }

  private double overflow(String what) {
    return registry.get("sonde.overflow").tag("metric", what).counter().count();
  }

  @Test
  void handle_ofACache_staysTheSame() {
    Caches caches = caches(10);
    Map<String, String> cache = new HashMap<>();
    CacheHandle handle = caches.handle(cache, "Library");
    assertThat(caches.handle(cache, "Library")).isSameAs(handle);
    assertThat(caches.known(cache)).isSameAs(handle);
    assertThat(caches.numbered(handle.number())).isSameAs(handle);
    assertThat(caches.handle(new HashMap<>(), "Library")).isNotSameAs(handle);
    assertThat(caches.numbered(0)).isNull();
  }

  @Test
  void refresh_severalOfAClass_areNumberedInTheOrderOfFirstUse() {
    Caches caches = caches(10);
    List<Map<String, String>> kept = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      Map<String, String> cache = new HashMap<>();
      for (int entry = 0; entry < i; entry++) {
        cache.put("key" + entry, "value");
      }
      kept.add(cache);
      caches.handle(cache, "Library").addHits(i);
    }
    caches.refresh(names);
    caches.refresh(names);
    // every class of this project is taken for the agent's, the next on the stack is JUnit's
    String name = CacheUser.onStack("Library");
    assertThat(hits(name)).isEqualTo(1);
    assertThat(hits(name + "-2")).isEqualTo(2);
    assertThat(hits(name + "-3")).isEqualTo(3);
    assertThat(size(name + "-3")).isEqualTo(3);
    assertThat(kept).hasSize(3);
  }

  @Test
  void name_givenBeforeTheFirstUse_isTheCaches() {
    Caches caches = caches(10);
    Map<String, String> cache = new HashMap<>();
    caches.name(cache, "books");
    caches.handle(cache, "Library").addHits(3);
    caches.refresh(names);
    assertThat(hits("books")).isEqualTo(3);
  }

  @Test
  void refresh_cacheThatWasNeverAsked_isNotShown() {
    Caches caches = caches(10);
    Map<String, String> cache = new HashMap<>();
    CacheHandle handle = caches.handle(cache, "Library");
    caches.refresh(names);
    assertThat(registry.getMeters()).isEmpty();
    handle.addPut();
    caches.refresh(names);
    assertThat(registry.getMeters()).hasSize(5);
  }

  @Test
  void names_ofCachesThatAreGone_areTakenAgainAndGoOnCounting() {
    CacheHandle first = new CacheHandle(1, "Store", null);
    first.addHits(5);
    names.show(first);
    names.drop(first);
    Map<String, String> cache = new HashMap<>();
    CacheHandle second = new CacheHandle(2, "Store", cache);
    second.addHits(2);
    names.show(second);
    assertThat(hits("Store")).isEqualTo(7);
    assertThat(hits("Store-2")).isEqualTo(-1);
  }

  @Test
  void names_moreSiblingsThanToldApart_shareOther() {
    Object cache = new HashMap<>();
    for (int i = 1; i <= CacheNames.MAX_SIBLINGS + 2; i++) {
      CacheHandle handle = new CacheHandle(i, "Store", cache);
      handle.addHits(1);
      names.show(handle);
    }
    assertThat(hits("Store-" + CacheNames.MAX_SIBLINGS)).isEqualTo(1);
    assertThat(hits(CacheNames.OTHER)).isEqualTo(2);
    assertThat(overflow("cache_labels")).isEqualTo(2);
  }

  @Test
  void names_moreThanTheRegistryAddsUp_shareOther() {
    CacheNames few = new CacheNames(registry, 10);
    Object cache = new HashMap<>();
    for (int i = 1; i <= 7; i++) {
      CacheHandle handle = new CacheHandle(i, "Store" + i, cache);
      handle.addHits(1);
      few.show(handle);
    }
    assertThat(registry.find("cache.gets").functionCounters()).hasSize(10);
    assertThat(hits(CacheNames.OTHER)).isEqualTo(3);
    assertThat(overflow("cache_labels")).isEqualTo(3);
  }

  @Test
  void handle_moreCachesThanToldApart_shareOne() {
    Caches caches = caches(2);
    List<Object> kept = List.of(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    for (Object cache : kept) {
      caches.handle(cache, "Library").addHits(1);
    }
    caches.refresh(names);
    assertThat(hits(CacheNames.OTHER)).isEqualTo(2);
    assertThat(caches.handle(kept.get(2), "Library"))
        .isSameAs(caches.handle(kept.get(3), "Library"));
  }

  @Test
  void handle_onceKnown_allocatesNothing() {
    Caches caches = caches(10);
    Map<String, String> cache = new HashMap<>();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long bytes = Long.MAX_VALUE;
    int calls = 20_000;
    for (int round = 0; round < 5; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < calls; i++) {
        caches.handle(cache, "Library").addHits(1);
      }
      bytes = Math.min(bytes, threads.getThreadAllocatedBytes(thread) - before);
    }
    assertThat(bytes).isLessThan(calls);
  }

  @Test
  void simpleName_ofGeneratedAndInnerClasses_isWhatPeopleWrote() {
    assertThat(CacheUser.simpleName("shop.ProductStore")).isEqualTo("ProductStore");
    assertThat(CacheUser.simpleName("shop.ProductStore$Prices")).isEqualTo("ProductStore.Prices");
    assertThat(CacheUser.simpleName("shop.ProductStore$1")).isEqualTo("ProductStore");
    assertThat(CacheUser.simpleName("shop.ProductStore$$SpringCGLIB$$0")).isEqualTo("ProductStore");
    assertThat(CacheUser.simpleName("NoPackage")).isEqualTo("NoPackage");
  }
}
