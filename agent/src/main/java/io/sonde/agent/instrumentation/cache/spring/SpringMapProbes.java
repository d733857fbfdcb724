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
 */
final class SpringMapProbes {

  private static final String LIBRARY = "Spring";

  private static final LibraryMethod NAME =
      new LibraryMethod("org.springframework.cache.Cache", "getName");

  private final Caches caches;

  private SpringMapProbes(Caches caches) {
    this.caches = caches;
  }

  static void install(ProbeContext context) {
    SpringMapProbes probes = new SpringMapProbes(Caches.of(context));
    context.install(ProbeId.SPRING_MAP_LOOKUP, probes.new Lookup());
    context.install(ProbeId.SPRING_MAP_PUT, probes.new Put());
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
      }
    }
  }
}
