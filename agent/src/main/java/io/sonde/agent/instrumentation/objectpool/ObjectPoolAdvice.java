package io.sonde.agent.instrumentation.objectpool;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into pools. */
final class ObjectPoolAdvice {

  private ObjectPoolAdvice() {}

  /** {@code borrowObject}. */
  static final class Borrow {
    private Borrow() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.OBJECT_POOL_BORROW, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Return Object result,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.OBJECT_POOL_BORROW, token, self, null, result, thrown);
    }
  }

  /** {@code returnObject} and {@code invalidateObject}. */
  static final class Return {
    private Return() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self, @Advice.Argument(0) Object object) {
      SondeHook.enter(ProbeId.OBJECT_POOL_RETURN, self, object);
    }
  }

  /** The same of a keyed pool. */
  static final class ReturnKeyed {
    private ReturnKeyed() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self, @Advice.Argument(1) Object object) {
      SondeHook.enter(ProbeId.OBJECT_POOL_RETURN, self, object);
    }
  }

  /** {@code create}, which returns null if there is no room. */
  static final class Create {
    private Create() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.OBJECT_POOL_CREATE, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Return Object result,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.OBJECT_POOL_CREATE, token, self, null, result, thrown);
    }
  }

  /** {@code destroy}. */
  static final class Destroy {
    private Destroy() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.OBJECT_POOL_DESTROY, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token, @Advice.This Object self, @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.OBJECT_POOL_DESTROY, token, self, thrown);
    }
  }

  /** The same of a keyed pool: it returns whether it destroyed the object. */
  static final class DestroyKeyed {
    private DestroyKeyed() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.OBJECT_POOL_DESTROY, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Return boolean destroyed,
        @Advice.Thrown Throwable thrown) {
      long count = destroyed ? 1L : 0L;
      SondeHook.exitCount(ProbeId.OBJECT_POOL_DESTROY, token, self, null, count, thrown);
    }
  }
}
