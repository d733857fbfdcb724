package io.sonde.agent.instrumentation.cache.guava;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.cache.CacheHandle;
import io.sonde.agent.instrumentation.cache.Caches;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * Counts what Guava records.
 *
 * <p>The counter that is told of hits and misses is shared by all caches; whose they are says the
 * thread's state, for as long as the call of a cache lasts, calls that its loader makes excepted.
 */
final class GuavaProbes {

  static final String LIBRARY = "Guava";

  private final Caches caches;

  private GuavaProbes(Caches caches) {
    this.caches = caches;
  }

  static void install(ProbeContext context) {
    GuavaProbes probes = new GuavaProbes(Caches.of(context));
    context.install(ProbeId.GUAVA_CALL, probes.new Call());
    context.install(ProbeId.GUAVA_HITS, probes.new Hits());
    context.install(ProbeId.GUAVA_MISSES, probes.new Misses());
    context.install(ProbeId.GUAVA_LOAD, probes.new Load());
    context.install(ProbeId.GUAVA_PUT, probes.new Put(false));
    context.install(ProbeId.GUAVA_PUT_IF_ABSENT, probes.new Put(true));
    context.install(ProbeId.GUAVA_LOADED, probes.new Loaded());
    context.install(ProbeId.GUAVA_REMOVED, probes.new Removed());
  }

  private @Nullable CacheHandle current() {
    return caches.numbered(CallState.current()[CallState.CACHE_RECORDING]);
  }

  /** A call that records hits and misses. */
  final class Call extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (state[CallState.MUTED] != 0 || self == null) {
        return 0L;
      }
      int number = caches.handle(self, LIBRARY).number();
      long around = state[CallState.CACHE_RECORDING];
      state[CallState.CACHE_RECORDING] = number;
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
      CallState.current()[CallState.CACHE_RECORDING] = token - 1;
    }
  }

  /** Hits. */
  final class Hits extends SondeProbe {
    @Override
    public void exitCount(
        long token,
        @Nullable Object self,
        @Nullable Object first,
        @Nullable Object second,
        long count,
        @Nullable Throwable thrown) {
      CacheHandle handle = current();
      if (handle != null) {
        handle.addHits(count);
      }
    }
  }

  /** Misses. */
  final class Misses extends SondeProbe {
    @Override
    public void exitCount(
        long token,
        @Nullable Object self,
        @Nullable Object first,
        @Nullable Object second,
        long count,
        @Nullable Throwable thrown) {
      CacheHandle handle = current();
      if (handle != null) {
        handle.addMisses(count);
      }
    }
  }

  /** A load has ended; the first argument is not null if it yielded a value. */
  final class Load extends SondeProbe {
    @Override
    public void exitCount(
        long token,
        @Nullable Object self,
        @Nullable Object first,
        @Nullable Object second,
        long count,
        @Nullable Throwable thrown) {
      CacheHandle handle = current();
      if (handle != null) {
        handle.addLoad(first != null, count);
      }
    }
  }

  /** A value is written by a call. */
  final class Put extends SondeProbe {

    private final boolean onlyIfAbsent;

    Put(boolean onlyIfAbsent) {
      this.onlyIfAbsent = onlyIfAbsent;
    }

    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      return CallState.current()[CallState.MUTED] == 0 ? 1L : 0L;
    }

    @Override
    public void exit(
        long token,
        @Nullable Object self,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      if (self != null && thrown == null && !(onlyIfAbsent && result != null)) {
        caches.handle(self, LIBRARY).addPut();
      }
    }
  }

  /** A loaded value was stored. */
  final class Loaded extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      if (self != null) {
        caches.handle(self, LIBRARY).addPut();
      }
      return 0L;
    }
  }

  /** An entry was removed, by the cache itself or not. */
  final class Removed extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      if (self != null && first instanceof Enum<?> cause && isEviction(cause.name())) {
        caches.handle(self, LIBRARY).addEviction();
      }
      return 0L;
    }

    private static boolean isEviction(String cause) {
      return cause.equals("SIZE") || cause.equals("EXPIRED") || cause.equals("COLLECTED");
    }
  }
}
