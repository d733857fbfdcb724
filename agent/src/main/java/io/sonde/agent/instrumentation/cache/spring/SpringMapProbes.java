package io.sonde.agent.instrumentation.cache.spring;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.cache.CacheHandle;
import io.sonde.agent.instrumentation.cache.Caches;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * Counts what Spring's caches on plain maps are asked for; all probes get the map and the cache.
 *
 * <p>The handle is the map's, whose size it reads. A map of a library that is a cache is left to
 * that library.
 *
 * <p>While a call is under way that loads what it does not find, the thread's state holds when it
 * began, the number of its cache and what has happened since: a key was looked for, a value was
 * put, a value is there that is to be stored. Before Spring 5 such a call looks and puts by these
 * very methods, which have counted that; since then it does neither, and only its loader yields a
 * value to be stored.
 */
final class SpringMapProbes {

  private static final String LIBRARY = "Spring";

  private static final LibraryMethod NAME =
      new LibraryMethod("org.springframework.cache.Cache", "getName");

  private static final String LOADERS = "org.springframework.cache.Cache$ValueRetrievalException";

  private static final long LOOKED = 1;
  private static final long PUT = 2;
  private static final long LOADED = 4;

  private static final int NUMBER_AT = 3;
  private static final int CLOCK_AT = 16;
  private static final long NUMBER = (1L << (CLOCK_AT - NUMBER_AT)) - 1;

  /** What is kept of a clock reading, which lasts for nineteen hours. */
  private static final long CLOCK = (1L << 46) - 1;

  private final Caches caches;

  private SpringMapProbes(Caches caches) {
    this.caches = caches;
  }

  static void install(ProbeContext context) {
    SpringMapProbes probes = new SpringMapProbes(Caches.of(context));
    context.install(ProbeId.SPRING_MAP_LOOKUP, probes.new Lookup());
    context.install(ProbeId.SPRING_MAP_PUT, probes.new Put());
    context.install(ProbeId.SPRING_MAP_GET, probes.new GetOrLoad());
    context.install(ProbeId.SPRING_MAP_STORED, new Stored());
  }

  private @Nullable CacheHandle handle(@Nullable Object map, @Nullable Object cache) {
    if (map == null
        || cache == null
        || CallState.current()[CallState.MUTED] != 0
        || !map.getClass().getName().startsWith("java.util.")) {
      return null;
    }
    CacheHandle known = caches.known(map);
    if (known != null) {
      return known;
    }
    if (cache.getClass().getName().startsWith("org.springframework.")
        && NAME.call(cache) instanceof String name) {
      caches.name(map, name);
    }
    return caches.handle(map, LIBRARY);
  }

  /** Notes what has happened within a call that loads, if it is one of the same cache. */
  private static void note(CacheHandle handle, long what) {
    long[] state = CallState.current();
    long call = state[CallState.CACHE_GET_OR_LOAD];
    if (call != 0 && ((call >>> NUMBER_AT) & NUMBER) == handle.number()) {
      state[CallState.CACHE_GET_OR_LOAD] = call | what;
    }
  }

  /** A key was looked for; the result is what was found. */
  final class Lookup extends SondeProbe {
    @Override
    public void exit(
        long token,
        @Nullable Object self,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      CacheHandle handle = thrown == null ? handle(self, first) : null;
      if (handle != null) {
        if (result != null) {
          handle.addHits(1);
        } else {
          handle.addMisses(1);
        }
        note(handle, LOOKED);
      }
    }
  }

  /** A value was written, unless the result is one that was there. */
  final class Put extends SondeProbe {
    @Override
    public void exit(
        long token,
        @Nullable Object self,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      CacheHandle handle = thrown == null && result == null ? handle(self, first) : null;
      if (handle != null) {
        handle.addPut();
        note(handle, PUT);
      }
    }
  }

  /** A value is to be stored. */
  private static final class Stored extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (state[CallState.CACHE_GET_OR_LOAD] != 0) {
        state[CallState.CACHE_GET_OR_LOAD] |= LOADED;
      }
      return 0L;
    }
  }

  /** A call that loads what it does not find. */
  final class GetOrLoad extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      CacheHandle handle = handle(self, first);
      if (handle == null) {
        return 0L;
      }
      long[] state = CallState.current();
      long around = state[CallState.CACHE_GET_OR_LOAD];
      state[CallState.CACHE_GET_OR_LOAD] =
          ((System.nanoTime() & CLOCK) << CLOCK_AT) | ((long) handle.number() << NUMBER_AT);
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
      long[] state = CallState.current();
      final long call = state[CallState.CACHE_GET_OR_LOAD];
      state[CallState.CACHE_GET_OR_LOAD] = token - 1;
      CacheHandle handle = caches.numbered((call >>> NUMBER_AT) & NUMBER);
      if (handle == null) {
        return;
      }
      boolean isLoaded = thrown == null && (call & LOADED) != 0;
      if (isLoaded || (thrown != null && thrown.getClass().getName().equals(LOADERS))) {
        handle.addMisses(1);
        handle.addLoad(isLoaded, (System.nanoTime() - (call >>> CLOCK_AT)) & CLOCK);
        if (isLoaded && (call & PUT) == 0) {
          handle.addPut();
        }
      } else if (thrown == null && (call & LOOKED) == 0) {
        handle.addHits(1);
      }
    }
  }
}
