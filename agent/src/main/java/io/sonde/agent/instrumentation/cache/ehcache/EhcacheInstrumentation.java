package io.sonde.agent.instrumentation.cache.ehcache;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Ehcache's caches, their manager and their stores. */
public final class EhcacheInstrumentation implements Technology {

  private static final String ADVICE =
      "io.sonde.agent.instrumentation.cache.ehcache.EhcacheAdvice$";
  private static final String CORE = "org.ehcache.core.";
  private static final String STORE = "org.ehcache.impl.internal.store.";
  private static final String OBJECT = "Ljava/lang/Object;";

  /** Made by hand in the list of technologies. */
  public EhcacheInstrumentation() {}

  @Override
  public String name() {
    return "cache.ehcache";
  }

  @Override
  public List<TypeRule> types() {
    String gone =
        "("
            + OBJECT
            + "Lorg/ehcache/core/spi/store/Store$ValueHolder;Lorg/ehcache/core/events/StoreEventSink;)V";
    return List.of(
        TypeRule.named(
            List.of(CORE + "EhcacheBase", CORE + "Ehcache", CORE + "EhcacheWithLoaderWriter"),
            List.of(
                used("init", "()V"),
                used("get", "(" + OBJECT + ")" + OBJECT),
                used("getAll", "(Ljava/util/Set;)Ljava/util/Map;"),
                used("put", "(" + OBJECT + OBJECT + ")V"),
                used("putAll", "(Ljava/util/Map;)V"),
                used("putIfAbsent", "(" + OBJECT + OBJECT + ")" + OBJECT))),
        TypeRule.named(
            List.of(CORE + "EhcacheManager"),
            List.of(
                new MethodRule(
                    "createNewEhcache",
                    "(Ljava/lang/String;Lorg/ehcache/config/CacheConfiguration;"
                        + "Ljava/lang/Class;Ljava/lang/Class;)Lorg/ehcache/core/InternalCache;",
                    ADVICE + "Made"))),
        TypeRule.named(
            List.of(STORE + "heap.OnHeapStore"),
            List.of(
                new MethodRule(
                    "evict", "(Lorg/ehcache/core/events/StoreEventSink;)Z", ADVICE + "Evict"),
                new MethodRule("fireOnExpirationEvent", gone, ADVICE + "Gone"))),
        TypeRule.named(
            List.of(STORE + "offheap.AbstractOffHeapStore"),
            List.of(new MethodRule("onExpiration", gone, ADVICE + "Gone"))),
        TypeRule.named(
            List.of(STORE + "offheap.AbstractOffHeapStore$BackingMapEvictionListener"),
            List.of(
                new MethodRule(
                    "onEviction",
                    "(" + OBJECT + "Lorg/ehcache/impl/internal/store/offheap/OffHeapValueHolder;)V",
                    ADVICE + "Gone"))));
  }

  private static MethodRule used(String method, String descriptor) {
    return new MethodRule(method, descriptor, ADVICE + "Used");
  }

  @Override
  public void install(ProbeContext context) {
    EhcacheProbes.install(context);
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.EHCACHE_USED, ProbeId.EHCACHE_GIVEN_UP};
  }
}
