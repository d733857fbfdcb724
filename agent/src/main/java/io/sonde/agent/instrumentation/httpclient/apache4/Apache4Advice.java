package io.sonde.agent.instrumentation.httpclient.apache4;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into Apache HttpClient 4. */
final class Apache4Advice {

  private Apache4Advice() {}

  /** {@code doExecute}. */
  static final class Execute {

    private Execute() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(
        @Advice.This Object self,
        @Advice.Argument(0) Object target,
        @Advice.Argument(1) Object request) {
      return SondeHook.enter(ProbeId.APACHE4_CLIENT, self, target, request);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object target,
        @Advice.Argument(1) Object request,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.APACHE4_CLIENT, token, self, target, request, result, thrown);
    }
  }

  /** {@code leaseConnection} of the pool: the thread waits for a connection. */
  static final class Lease {

    private Lease() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.APACHE4_LEASE, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.APACHE4_LEASE, token, self, thrown);
    }
  }
}
