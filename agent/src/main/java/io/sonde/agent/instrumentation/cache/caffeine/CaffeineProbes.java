package io.sonde.agent.instrumentation.cache.caffeine;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.LibraryField;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.cache.CacheHandle;
import io.sonde.agent.instrumentation.cache.Caches;
import io.sonde.bootstrap.SondeProbe;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Counts what Caffeine records, and the misses that it does not record without statistics.
 *
 * <p>A thread's state names the cache whose record is next; each record takes that name away, so
 * that of counters one within the other the outermost alone counts.
 */
final class CaffeineProbes {

  static final String LIBRARY = "Caffeine";

  private static final String PACKAGE = "com.github.benmanes.caffeine.cache.";
  private static final String UNBOUNDED = PACKAGE + "UnboundedLocalCache";
  private static final String DISABLED = PACKAGE + "stats.DisabledStatsCounter";

  /** Phases of {@code computeIfAbsent}: nothing has been seen. */
  private static final long LOOKING = 0;

  /** It had the value: whatever follows is not the function's. */
  private static final long HIT = 1;

  /** It had no value, so that the function will be called. */
  private static final long ASKED = 2;

  /** A hit thereafter: the function's own, or another thread had computed the value. */
  private static final long HIT_AFTER_ASKED = 3;

  private static final int PHASE_BITS = 2;

  /** A number of a cache, and a phase. */
  private static final int AROUND_BITS = 16;

  private static final int CLOCK_BITS = 47;

  /** What is kept of a clock reading, which lasts for a day: a token holds it and the above. */
  static final long CLOCK = (1L << CLOCK_BITS) - 1;

  /** What a cache of the application's has the cache in that is measured. */
  private static final LibraryField CACHE = new LibraryField("cache");

  private final Caches caches;
  private final AsyncLoads loads;

  private CaffeineProbes(Caches caches, AsyncLoads loads) {
    this.caches = caches;
    this.loads = loads;
  }

  static void install(ProbeContext context) {
    AsyncLoads loads = new AsyncLoads(context);
    CaffeineProbes probes = new CaffeineProbes(Caches.of(context), loads);
    context.install(ProbeId.CAFFEINE_RECORDS, probes.new Records());
    context.install(ProbeId.CAFFEINE_GET_ALL, probes.new GetAll());
    context.install(ProbeId.CAFFEINE_HITS, probes.new Hits());
    context.install(ProbeId.CAFFEINE_MISSES, probes.new Misses());
    context.install(ProbeId.CAFFEINE_EVICTION, probes.new Eviction());
    context.install(ProbeId.CAFFEINE_COMPUTE, probes.new Compute());
    context.install(ProbeId.CAFFEINE_BULK, probes.new Bulk());
    context.install(ProbeId.CAFFEINE_LOAD, probes.new Load());
    context.install(ProbeId.CAFFEINE_ASKED, probes.new Asked());
    context.install(ProbeId.CAFFEINE_WRITTEN, probes.new Written());
    context.install(ProbeId.CAFFEINE_PUT, probes.new Put(false));
    context.install(ProbeId.CAFFEINE_PUT_IF_ABSENT, probes.new Put(true));
    context.install(ProbeId.CAFFEINE_REPLACED, loads.new Replaced());
    context.install(ProbeId.CAFFEINE_REMOVED, loads.new Removed());
  }

  private CacheHandle handle(Object cache) {
    return caches.handle(cache, LIBRARY);
  }

  /**
   * The number of a cache, or 0: the application may have a method of the same name, which returns
   * the library's type.
   */
  private int number(Object self) {
    CacheHandle known = caches.known(self);
    if (known != null) {
      return known.number();
    }
    boolean isCache = self instanceof Map && self.getClass().getName().startsWith(PACKAGE);
    return isCache ? handle(self).number() : 0;
  }

  /** A record of the cache is next. */
  final class Records extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (state[CallState.MUTED] == 0 && self != null) {
        state[CallState.CACHE] = number(self);
      }
      return 0L;
    }
  }

  /** A record of hits and one of misses are next. */
  final class GetAll extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (state[CallState.MUTED] == 0 && self != null) {
        int number = handle(self).number();
        // what an earlier call left
        state[CallState.CACHE] = 0;
        state[CallState.CACHE_BULK_HITS] = number;
        state[CallState.CACHE_BULK_MISSES] = number;
      }
      return 0L;
    }
  }

  /** The number of the cache that records; it is taken away. */
  private static long take(long[] state, int bulk) {
    long number = state[CallState.CACHE];
    state[CallState.CACHE] = 0;
    if (number == 0) {
      number = state[bulk];
      state[bulk] = 0;
    }
    return number;
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
      long[] state = CallState.current();
      long number = take(state, CallState.CACHE_BULK_HITS);
      CacheHandle handle = caches.numbered(number);
      if (handle == null) {
        return;
      }
      if (state[CallState.CACHE_COMPUTING] == number) {
        long phase = state[CallState.CACHE_PHASE];
        state[CallState.CACHE_PHASE] =
            phase == LOOKING ? HIT : phase == ASKED ? HIT_AFTER_ASKED : phase;
      }
      handle.addHits(count);
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
      CacheHandle handle = caches.numbered(take(CallState.current(), CallState.CACHE_BULK_MISSES));
      if (handle == null) {
        return;
      }
      if (self != null && !self.getClass().getName().equals(DISABLED)) {
        handle.setRecordsMisses();
      }
      handle.addMisses(count);
    }
  }

  /** An eviction. */
  final class Eviction extends SondeProbe {
    @Override
    public void exit(
        long token,
        @Nullable Object self,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      long[] state = CallState.current();
      CacheHandle handle = caches.numbered(state[CallState.CACHE]);
      state[CallState.CACHE] = 0;
      if (handle != null) {
        handle.addEviction();
      }
    }
  }

  /** {@code computeIfAbsent}: its hits are recorded, its misses are found out. */
  final class Compute extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (state[CallState.MUTED] != 0 || self == null) {
        return 0L;
      }
      int number = handle(self).number();
      long around = state[CallState.CACHE_COMPUTING] << PHASE_BITS | state[CallState.CACHE_PHASE];
      state[CallState.CACHE_COMPUTING] = number;
      state[CallState.CACHE_PHASE] = LOOKING;
      state[CallState.CACHE] = number;
      return ((state[CallState.CACHE_LOAD] << AROUND_BITS) | around) + 1;
    }

    /** The first argument is null if the function only begins a load. */
    @Override
    public void exit(
        long token,
        @Nullable Object self,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      long[] state = CallState.current();
      final long phase = state[CallState.CACHE_PHASE];
      final long start = state[CallState.CACHE_LOAD];
      final CacheHandle handle = caches.numbered(state[CallState.CACHE_COMPUTING]);
      state[CallState.CACHE_LOAD] = (token - 1) >>> AROUND_BITS;
      long around = (token - 1) & ((1 << AROUND_BITS) - 1);
      state[CallState.CACHE_COMPUTING] = around >> PHASE_BITS;
      state[CallState.CACHE_PHASE] = around & ((1 << PHASE_BITS) - 1);
      state[CallState.CACHE] = 0;
      if (self == null || handle == null || phase == LOOKING || phase == HIT) {
        return;
      }
      boolean isLateHit = phase == HIT_AFTER_ASKED && result != null && !isUnbounded(self);
      if (!isLateHit) {
        if (!handle.recordsMisses()) {
          handle.addMisses(1);
        }
        if (result != null) {
          handle.addPut();
        }
        if (first != null) {
          handle.addLoad(result != null, (System.nanoTime() - start) & CLOCK);
        } else if (result instanceof CompletableFuture<?> future) {
          loads.begins(future, handle, start);
        }
      }
    }

    /** Such a cache asks only when it calls the function. */
    private static boolean isUnbounded(Object cache) {
      return cache.getClass().getName().equals(UNBOUNDED);
    }
  }

  /**
   * A load of many keys at once: the thread's state holds the number of the cache and when the load
   * began, for the record of how it ended.
   */
  final class Bulk extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      Object cache = state[CallState.MUTED] != 0 ? null : CACHE.get(self);
      if (cache == null) {
        return 0L;
      }
      long around = state[CallState.CACHE_BULK_LOAD];
      state[CallState.CACHE_BULK_LOAD] =
          (long) handle(cache).number() << CLOCK_BITS | (System.nanoTime() & CLOCK);
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
      CallState.current()[CallState.CACHE_BULK_LOAD] = token - 1;
    }
  }

  /**
   * A load has ended; the first argument is not null if it yielded something. Those of one key are
   * counted by {@link Compute}, also within a load of many.
   */
  final class Load extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      long loading = state[CallState.CACHE_BULK_LOAD];
      long number = loading >>> CLOCK_BITS;
      if (loading == 0
          || state[CallState.CACHE] != number
          || state[CallState.CACHE_COMPUTING] == number) {
        return 0L;
      }
      state[CallState.CACHE] = 0;
      CacheHandle handle = caches.numbered(number);
      if (handle != null) {
        handle.addLoad(first != null, (System.nanoTime() - loading) & CLOCK);
      }
      return 0L;
    }
  }

  /** The cache has found nothing. */
  final class Asked extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      long computing = state[CallState.CACHE_COMPUTING];
      if (computing != 0 && state[CallState.CACHE_PHASE] == LOOKING && isSame(computing, self)) {
        state[CallState.CACHE_PHASE] = ASKED;
        state[CallState.CACHE_LOAD] = System.nanoTime() & CLOCK;
      }
      return 0L;
    }
  }

  /** The function has returned and the value was stored. */
  final class Written extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (state[CallState.CACHE_PHASE] == HIT_AFTER_ASKED
          && isSame(state[CallState.CACHE_COMPUTING], self)) {
        state[CallState.CACHE_PHASE] = ASKED;
      }
      return 0L;
    }
  }

  private boolean isSame(long number, @Nullable Object cache) {
    return cache != null && number(cache) == number;
  }

  /** A value is written. */
  final class Put extends SondeProbe {

    private final boolean onlyIfAbsent;

    Put(boolean onlyIfAbsent) {
      this.onlyIfAbsent = onlyIfAbsent;
    }

    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (state[CallState.MUTED] != 0 || self == null) {
        return 0L;
      }
      int number = handle(self).number();
      long around = state[CallState.CACHE_PUT];
      if (around == number) {
        // one put calls the other
        return 0L;
      }
      state[CallState.CACHE_PUT] = number;
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
      CacheHandle handle = caches.numbered(state[CallState.CACHE_PUT]);
      state[CallState.CACHE_PUT] = token - 1;
      if (handle != null && thrown == null && !(onlyIfAbsent && result != null)) {
        handle.addPut();
      }
    }
  }
}
