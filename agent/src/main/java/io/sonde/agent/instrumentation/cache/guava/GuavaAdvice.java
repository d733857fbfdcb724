package io.sonde.agent.instrumentation.cache.guava;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into Guava. */
final class GuavaAdvice {

  private GuavaAdvice() {}

  /** A call that records hits and misses. */
  static final class Call {
    private Call() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object cache) {
      return SondeHook.enter(ProbeId.GUAVA_CALL, cache);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.Enter long token, @Advice.This Object cache) {
      SondeHook.exit(ProbeId.GUAVA_CALL, token, cache, null);
    }
  }

  /** {@code recordHits(count)}. */
  static final class Hits {
    private Hits() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Argument(0) int count) {
      SondeHook.exitCount(ProbeId.GUAVA_HITS, 1L, null, null, count, null);
    }
  }

  /** {@code recordMisses(count)}. */
  static final class Misses {
    private Misses() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Argument(0) int count) {
      SondeHook.exitCount(ProbeId.GUAVA_MISSES, 1L, null, null, count, null);
    }
  }

  /** {@code put(key, value)}. */
  static final class Put {
    private Put() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object cache) {
      return SondeHook.enter(ProbeId.GUAVA_PUT, cache);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token, @Advice.This Object cache, @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.GUAVA_PUT, token, cache, thrown);
    }
  }

  /** {@code putIfAbsent(key, value)}. */
  static final class PutIfAbsent {
    private PutIfAbsent() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object cache) {
      return SondeHook.enter(ProbeId.GUAVA_PUT_IF_ABSENT, cache);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object cache,
        @Advice.Return Object present,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.GUAVA_PUT_IF_ABSENT, token, cache, null, present, thrown);
    }
  }

  /** {@code storeLoadedValue} of a segment; true if it was stored. */
  static final class Loaded {
    private Loaded() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.FieldValue("map") Object cache, @Advice.Return boolean isStored) {
      SondeHook.enterIf(isStored, ProbeId.GUAVA_LOADED, cache);
    }
  }

  /** {@code enqueueNotification} of a segment, today. */
  static final class Removed {
    private Removed() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.FieldValue("map") Object cache, @Advice.Argument(4) Object cause) {
      SondeHook.enter(ProbeId.GUAVA_REMOVED, cache, cause);
    }
  }

  /** {@code enqueueNotification} of a segment, before version 20. */
  static final class OldRemoved {
    private OldRemoved() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.FieldValue("map") Object cache, @Advice.Argument(3) Object cause) {
      SondeHook.enter(ProbeId.GUAVA_REMOVED, cache, cause);
    }
  }

  /** {@code recordLoadSuccess(nanos)}. */
  static final class LoadSuccess {
    private LoadSuccess() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object counter, @Advice.Argument(0) long nanos) {
      SondeHook.exitCount(ProbeId.GUAVA_LOAD, 1L, counter, counter, nanos, null);
    }
  }

  /** {@code recordLoadException(nanos)}. */
  static final class LoadFailure {
    private LoadFailure() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object counter, @Advice.Argument(0) long nanos) {
      SondeHook.exitCount(ProbeId.GUAVA_LOAD, 1L, counter, null, nanos, null);
    }
  }
}
