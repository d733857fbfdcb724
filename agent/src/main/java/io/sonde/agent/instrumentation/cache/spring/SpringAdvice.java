package io.sonde.agent.instrumentation.cache.spring;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into Spring's cache managers and its caches on plain maps. */
final class SpringAdvice {

  private SpringAdvice() {}

  /** A method that returns a cache. */
  static final class Made {
    private Made() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.Return Object cache) {
      SondeHook.enter(ProbeId.SPRING_CACHE, cache);
    }
  }

  /** {@code decorateCache(cache)}. */
  static final class Given {
    private Given() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Argument(0) Object cache) {
      SondeHook.enter(ProbeId.SPRING_CACHE, cache);
    }
  }

  /** {@code lookup(key)} of a cache on a plain map. */
  static final class Lookup {
    private Lookup() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.FieldValue("store") Object map,
        @Advice.This Object cache,
        @Advice.Return Object value,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.SPRING_MAP_LOOKUP, 1L, map, cache, value, thrown);
    }
  }

  /** {@code get(key, loader)} of such a cache. */
  static final class GetOrLoad {
    private GetOrLoad() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.FieldValue("store") Object map, @Advice.This Object cache) {
      return SondeHook.enter(ProbeId.SPRING_MAP_GET, map, cache);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.FieldValue("store") Object map,
        @Advice.This Object cache,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.SPRING_MAP_GET, token, map, cache, null, thrown);
    }
  }

  /** {@code toStoreValue(value)} of such a cache. */
  static final class Stored {
    private Stored() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object cache) {
      SondeHook.enter(ProbeId.SPRING_MAP_STORED, cache);
    }
  }

  /** {@code put(key, value)} of such a cache. */
  static final class Put {
    private Put() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.FieldValue("store") Object map,
        @Advice.This Object cache,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.SPRING_MAP_PUT, 1L, map, cache, null, thrown);
    }
  }

  /** {@code putIfAbsent(key, value)} of such a cache. */
  static final class PutIfAbsent {
    private PutIfAbsent() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.FieldValue("store") Object map,
        @Advice.This Object cache,
        @Advice.Return Object present,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.SPRING_MAP_PUT, 1L, map, cache, present, thrown);
    }
  }
}
