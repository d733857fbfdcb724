package io.sonde.agent.instrumentation.cache.ehcache;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into Ehcache. */
final class EhcacheAdvice {

  private EhcacheAdvice() {}

  /** An operation of a cache. */
  static final class Used {
    private Used() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object cache) {
      SondeHook.enter(ProbeId.EHCACHE_USED, cache);
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
