package io.sonde.agent.instrumentation.cache.ehcache;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Ehcache's caches, their manager and their stores, and what loads their values. */
public final class EhcacheInstrumentation implements Technology {

  /** What loads values, Ehcache's type and JCache's: the application implements them. */
  static final List<String> LOADERS =
      List.of(
          "org.ehcache.spi.loaderwriter.CacheLoaderWriter", "javax.cache.integration.CacheLoader");

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
        operations(),
        jcache(),
        loaders(),
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

  /** What caches are used by; some of it may call a loader. */
  private static TypeRule operations() {
    return TypeRule.named(
        List.of(CORE + "EhcacheBase", CORE + "Ehcache", CORE + "EhcacheWithLoaderWriter"),
        List.of(
            used("init", "()V"),
            used("put", "(" + OBJECT + OBJECT + ")V"),
            used("putAll", "(Ljava/util/Map;)V"),
            call("get", "(" + OBJECT + ")" + OBJECT),
            call("getAllInternal", "(Ljava/util/Set;Z)Ljava/util/Map;"),
            call("putIfAbsent", "(" + OBJECT + OBJECT + ")" + OBJECT),
            call("remove", "(" + OBJECT + OBJECT + ")Z"),
            call("replace", "(" + OBJECT + OBJECT + ")" + OBJECT),
            call("replace", "(" + OBJECT + OBJECT + OBJECT + ")Z")));
  }

  /** What of JCache's goes past those operations and may call a loader. */
  private static TypeRule jcache() {
    return TypeRule.named(
        List.of("org.ehcache.jsr107.Eh107Cache"),
        List.of(
            new MethodRule(
                "loadAll",
                "(Ljava/util/Set;ZLjavax/cache/integration/CompletionListener;)V",
                ADVICE + "JCacheCall"),
            new MethodRule(
                "invoke",
                "(" + OBJECT + "Ljavax/cache/processor/EntryProcessor;[" + OBJECT + ")" + OBJECT,
                ADVICE + "JCacheCall")));
  }

  /**
   * The application's loaders. One that has the interface from a class above it is known by the
   * exceptions that it declares; Ehcache's own pass the call on, or have the value themselves.
   */
  private static TypeRule loaders() {
    return TypeRule.marked(
            List.of(
                "org/ehcache/spi/loaderwriter/CacheLoaderWriter",
                "org/ehcache/spi/loaderwriter/BulkCacheLoadingException",
                "javax/cache/integration/CacheLoader",
                "javax/cache/integration/CacheLoaderException"),
            LOADERS,
            List.of(
                new MethodRule("load", "(" + OBJECT + ")" + OBJECT, ADVICE + "Load"),
                new MethodRule(
                    "loadAll", "(Ljava/lang/Iterable;)Ljava/util/Map;", ADVICE + "LoadAll")))
        .except(List.of("org/ehcache/"));
  }

  private static MethodRule used(String method, String descriptor) {
    return new MethodRule(method, descriptor, ADVICE + "Used");
  }

  private static MethodRule call(String method, String descriptor) {
    return new MethodRule(method, descriptor, ADVICE + "Call");
  }

  @Override
  public void install(ProbeContext context) {
    EhcacheProbes.install(context);
  }

  @Override
  public int[] beginnings() {
    return new int[] {
      ProbeId.EHCACHE_USED, ProbeId.EHCACHE_CALL, ProbeId.EHCACHE_LOAD, ProbeId.EHCACHE_GIVEN_UP
    };
  }
}
