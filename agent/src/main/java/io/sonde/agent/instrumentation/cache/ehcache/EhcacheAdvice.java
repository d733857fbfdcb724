package io.sonde.agent.instrumentation.cache.ehcache;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into Ehcache and into what loads its values. */
final class EhcacheAdvice {

  private EhcacheAdvice() {}

  /** An operation of a cache that calls no loader. */
  static final class Used {
    private Used() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object cache) {
      SondeHook.enter(ProbeId.EHCACHE_USED, cache);
    }
  }

  /** An operation of a cache that may call its loader. */
  static final class Call {
    private Call() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object cache) {
      return SondeHook.enter(ProbeId.EHCACHE_CALL, cache);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.Enter long token, @Advice.This Object cache) {
      SondeHook.exit(ProbeId.EHCACHE_CALL, token, cache, null);
    }
  }

  /** The same, of a cache of JCache, which has Ehcache's in a field. */
  static final class JCacheCall {
    private JCacheCall() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.FieldValue("ehCache") Object cache) {
      return SondeHook.enter(ProbeId.EHCACHE_CALL, cache);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.Enter long token, @Advice.FieldValue("ehCache") Object cache) {
      SondeHook.exit(ProbeId.EHCACHE_CALL, token, cache, null);
    }
  }

  /** {@code load(key)} of a loader. */
  static final class Load {
    private Load() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object loader) {
      return SondeHook.enter(ProbeId.EHCACHE_LOAD, loader);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object loader,
        @Advice.Return Object value,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.EHCACHE_LOAD, token, loader, null, value, thrown);
    }
  }

  /** {@code loadAll(keys)} of a loader, which returns a map. */
  static final class LoadAll {
    private LoadAll() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object loader) {
      return SondeHook.enter(ProbeId.EHCACHE_LOAD, loader);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object loader,
        @Advice.Return Object values,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.EHCACHE_LOAD, token, loader, values, values, thrown);
    }
  }

  /** {@code createNewEhcache(alias, configuration, keyType, valueType)}. */
  static final class Made {
    private Made() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.Argument(0) Object alias, @Advice.Return Object cache) {
      SondeHook.enter(ProbeId.EHCACHE_MADE, cache, alias);
    }
  }

  /** {@code evict(sink)} of a store, which returns whether it did. */
  static final class Evict {
    private Evict() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.This Object store, @Advice.Return boolean isEvicted) {
      SondeHook.enterIf(isEvicted, ProbeId.EHCACHE_GIVEN_UP, store);
    }
  }

  /** What a store, or its listener, is told when an entry has gone. */
  static final class Gone {
    private Gone() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object store) {
      SondeHook.enter(ProbeId.EHCACHE_GIVEN_UP, store);
    }
  }
}
