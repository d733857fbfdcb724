package io.sonde.agent.instrumentation.cache.ehcache;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.cache.CacheHandle;
import io.sonde.agent.instrumentation.cache.Caches;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Finds Ehcache's caches and counts what they give up; the rest they count by themselves. */
final class EhcacheProbes {

  static final String LIBRARY = "Ehcache";

  /** Stores of caches, and what listens to them, that are known at the same time. */
  private static final int MAX_STORES = 4_096;

  private final Caches caches;
  private final WeakIdentityTable<CacheHandle> stores;
  private final EhcacheSource source;

  private EhcacheProbes(
      Caches caches, WeakIdentityTable<CacheHandle> stores, EhcacheSource source) {
    this.caches = caches;
    this.stores = stores;
    this.source = source;
  }

  static void install(ProbeContext context) {
    EhcacheSource source = new EhcacheSource();
    EhcacheProbes probes =
        new EhcacheProbes(
            Caches.of(context), context.sideTable("cache_stores", MAX_STORES), source);
    context.install(ProbeId.EHCACHE_USED, probes.new Used());
    context.install(ProbeId.EHCACHE_MADE, probes.new Made());
    context.install(ProbeId.EHCACHE_GIVEN_UP, probes.new GivenUp());
    context.beforeReading(source::refresh);
  }

  /** A cache is used. */
  final class Used extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      if (self != null && caches.known(self) == null && CallState.current()[CallState.MUTED] == 0) {
        see(self);
      }
      return 0L;
    }

    private void see(Object cache) {
      CacheHandle handle = caches.handle(cache, LIBRARY);
      if (!handle.isOf(cache)) {
        // beyond the bounds; what its like count together nobody could tell apart
        return;
      }
      Object store = EhcacheSource.lowestStore(cache);
      if (store != null) {
        stores.set(store, handle);
        Object listener = EhcacheSource.evictionListener(store);
        if (listener != null) {
          stores.set(listener, handle);
        }
      }
      source.add(cache, handle);
    }
  }

  /** A manager made a cache, the first argument is what it calls it. */
  final class Made extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      if (self != null && first instanceof String alias) {
        caches.name(self, alias);
      }
      return 0L;
    }
  }

  /** An entry has left a store by itself, which need not be the lowest of a cache. */
  final class GivenUp extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      CacheHandle handle = self == null ? null : stores.get(self);
      if (handle != null) {
        handle.addEviction();
      }
      return 0L;
    }
  }
}
