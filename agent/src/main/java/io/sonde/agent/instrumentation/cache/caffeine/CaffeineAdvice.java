package io.sonde.agent.instrumentation.cache.caffeine;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into Caffeine. */
final class CaffeineAdvice {

  private CaffeineAdvice() {}

  /** {@code statsCounter()}. */
  static final class Counter {
    private Counter() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object cache) {
      SondeHook.enter(ProbeId.CAFFEINE_RECORDS, cache);
    }
  }

  /** {@code getIfPresent(key, recordStats)} of a cache that does not call statsCounter(). */
  static final class Get {
    private Get() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object cache, @Advice.Argument(1) boolean recordStats) {
      return SondeHook.enterIf(recordStats, ProbeId.CAFFEINE_RECORDS, cache);
    }
  }

  /** {@code getAllPresent}, of keys or of a map to fill, of such a cache. */
  static final class GetAll {
    private GetAll() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object cache) {
      SondeHook.enter(ProbeId.CAFFEINE_GET_ALL, cache);
    }
  }

  /** {@code recordHits(count)}. */
  static final class Hits {
    private Hits() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object counter, @Advice.Argument(0) int count) {
      SondeHook.exitCount(ProbeId.CAFFEINE_HITS, 1L, counter, null, count, null);
    }
  }

  /** {@code recordMisses(count)}. */
  static final class Misses {
    private Misses() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object counter, @Advice.Argument(0) int count) {
      SondeHook.exitCount(ProbeId.CAFFEINE_MISSES, 1L, counter, null, count, null);
    }
  }

  /** {@code recordEviction}, with whatever arguments. */
  static final class Eviction {
    private Eviction() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object counter) {
      SondeHook.exit(ProbeId.CAFFEINE_EVICTION, 1L, counter, null);
    }
  }

  /** {@code computeIfAbsent(key, function, recordStats, recordLoad)}. */
  static final class Compute {
    private Compute() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object cache, @Advice.Argument(2) boolean recordStats) {
      return SondeHook.enterIf(recordStats, ProbeId.CAFFEINE_COMPUTE, cache);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object cache,
        @Advice.Argument(3) boolean isLoad,
        @Advice.Return Object result,
        @Advice.Thrown Throwable thrown) {
      Object loading = SondeHook.when(isLoad, cache);
      SondeHook.exit(ProbeId.CAFFEINE_COMPUTE, token, cache, loading, result, thrown);
    }
  }

  /** {@code computeIfAbsent(key, function, isAsync)} of versions before 2.3. */
  static final class OldCompute {
    private OldCompute() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object cache) {
      return SondeHook.enter(ProbeId.CAFFEINE_COMPUTE, cache);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object cache,
        @Advice.Argument(2) boolean async,
        @Advice.Return Object result,
        @Advice.Thrown Throwable thrown) {
      Object loading = SondeHook.unless(async, cache);
      SondeHook.exit(ProbeId.CAFFEINE_COMPUTE, token, cache, loading, result, thrown);
    }
  }

  /** {@code bulkLoad}, with whatever arguments. */
  static final class Bulk {
    private Bulk() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object cache) {
      return SondeHook.enter(ProbeId.CAFFEINE_BULK, cache);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token, @Advice.This Object cache, @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.CAFFEINE_BULK, token, cache, thrown);
    }
  }

  /** {@code recordLoadSuccess(nanos)}. */
  static final class LoadSuccess {
    private LoadSuccess() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object counter) {
      SondeHook.enter(ProbeId.CAFFEINE_LOAD, counter, counter);
    }
  }

  /** {@code recordLoadFailure(nanos)}. */
  static final class LoadFailure {
    private LoadFailure() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object counter) {
      SondeHook.enter(ProbeId.CAFFEINE_LOAD, counter);
    }
  }

  /** {@code isRecordingStats()}. */
  static final class Asked {
    private Asked() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object cache) {
      SondeHook.enter(ProbeId.CAFFEINE_ASKED, cache);
    }
  }

  /** The end of {@code afterWrite}. */
  static final class Written {
    private Written() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.This Object cache) {
      SondeHook.enter(ProbeId.CAFFEINE_WRITTEN, cache);
    }
  }

  /** {@code put(key, value)}. */
  static final class Put {
    private Put() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object cache) {
      return SondeHook.enter(ProbeId.CAFFEINE_PUT, cache);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token, @Advice.This Object cache, @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.CAFFEINE_PUT, token, cache, thrown);
    }
  }

  /** {@code putIfAbsent(key, value)}. */
  static final class PutIfAbsent {
    private PutIfAbsent() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object cache) {
      return SondeHook.enter(ProbeId.CAFFEINE_PUT_IF_ABSENT, cache);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object cache,
        @Advice.Return Object present,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.CAFFEINE_PUT_IF_ABSENT, token, cache, null, present, thrown);
    }
  }

  /** {@code replace(key, old, new)}, with whatever flags. */
  static final class Replaced {
    private Replaced() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Argument(1) Object old, @Advice.Argument(2) Object now) {
      SondeHook.enter(ProbeId.CAFFEINE_REPLACED, null, old, now);
    }
  }

  /** {@code remove(key, value)}. */
  static final class Removed {
    private Removed() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Argument(1) Object value) {
      SondeHook.enter(ProbeId.CAFFEINE_REMOVED, value);
    }
  }
}
