package io.sonde.agent.instrumentation.cache.ehcache;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.cache.CacheHandle;
import io.sonde.agent.instrumentation.cache.Caches;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * Finds Ehcache's caches, counts what they give up and measures their loads; the rest they count by
 * themselves.
 *
 * <p>A thread's state names the cache whose operation is under way; the call of a loader takes that
 * name away for as long as it lasts, so that of loaders one within the other the outermost alone
 * counts, and a cache that a loader asks has loads of its own.
 */
final class EhcacheProbes {

  static final String LIBRARY = "Ehcache";

  /** Stores of caches, and what listens to them, that are known at the same time. */
  private static final int MAX_STORES = 4_096;

  private static final int CLOCK_BITS = 47;

  /** What is kept of a clock reading, which lasts for a day: a token holds it and a number. */
  private static final long CLOCK = (1L << CLOCK_BITS) - 1;

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
    context.install(ProbeId.EHCACHE_CALL, probes.new Call());
    context.install(ProbeId.EHCACHE_LOAD, probes.new Load());
    context.install(ProbeId.EHCACHE_MADE, probes.new Made());
    context.install(ProbeId.EHCACHE_GIVEN_UP, probes.new GivenUp());
    context.beforeReading(source::refresh);
  }

  /** Knows a cache from now on, its counts and what it gives up. */
  private CacheHandle see(Object cache) {
    CacheHandle handle = caches.handle(cache, LIBRARY);
    if (!handle.isOf(cache)) {
      // beyond the bounds; what its like count together nobody could tell apart
      return handle;
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
    return handle;
  }

  /** A cache is used. */
  final class Used extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      if (self != null && caches.known(self) == null && CallState.current()[CallState.MUTED] == 0) {
        CacheHandle ignored = see(self);
      }
      return 0L;
    }
  }

  /** An operation of a cache that may call its loader. */
  final class Call extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (self == null || state[CallState.MUTED] != 0) {
        return 0L;
      }
      CacheHandle known = caches.known(self);
      int number = (known != null ? known : see(self)).number();
      long around = state[CallState.CACHE_LOADER];
      state[CallState.CACHE_LOADER] = number;
      return around + 1;
    }

    @Override
    public void exit(
        long token,
        @Nullable Object self,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      CallState.current()[CallState.CACHE_LOADER] = token - 1;
    }
  }

  /** A loader is called; the first argument of the exit is the map of a load of many keys. */
  final class Load extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      long number = state[CallState.CACHE_LOADER];
      if (number == 0 || !EhcacheLoaders.isLoader(self)) {
        return 0L;
      }
      long token = number << CLOCK_BITS | (System.nanoTime() & CLOCK);
      state[CallState.CACHE_LOADER] = 0;
      return token;
    }

    @Override
    public void exit(
        long token,
        @Nullable Object self,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      long nanos = (System.nanoTime() - token) & CLOCK;
      long number = token >>> CLOCK_BITS;
      CallState.current()[CallState.CACHE_LOADER] = number;
      CacheHandle handle = caches.numbered(number);
      if (handle != null) {
        boolean isSuccess = thrown == null && result != null && !EhcacheLoaders.isEmpty(first);
        handle.addLoad(isSuccess, nanos);
      }
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
