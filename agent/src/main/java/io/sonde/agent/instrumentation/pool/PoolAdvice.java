package io.sonde.agent.instrumentation.pool;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into data sources, connections and pools. */
final class PoolAdvice {

  private PoolAdvice() {}

  /** {@code DataSource.getConnection}. */
  static final class Get {
    private Get() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.POOL_GET, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Return Object result,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.POOL_GET, token, self, null, result, thrown);
    }
  }

  /** {@code Connection.close}. */
  static final class Release {
    private Release() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self) {
      SondeHook.enter(ProbeId.POOL_RELEASE, self);
    }
  }

  /** A call of a connection that is a dynamic proxy, as its handler gets it. */
  static final class ProxyCall {
    private ProxyCall() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self, @Advice.Argument(1) Object method) {
      SondeHook.enter(ProbeId.POOL_PROXY_CALL, self, method);
    }
  }

  /** What opens a connection of a pool, on whatever thread. */
  static final class Create {
    private Create() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.POOL_CREATE, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token, @Advice.This Object self, @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.POOL_CREATE, token, self, thrown);
    }
  }

  /** What opens a connection of a pool, or returns null if it has not. */
  static final class TryToCreate {
    private TryToCreate() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.POOL_TRY_TO_CREATE, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Return Object result,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.POOL_TRY_TO_CREATE, token, self, null, result, thrown);
    }
  }
}
