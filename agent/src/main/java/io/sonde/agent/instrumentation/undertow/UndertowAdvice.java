package io.sonde.agent.instrumentation.undertow;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into Undertow. */
final class UndertowAdvice {

  private UndertowAdvice() {}

  /** A static method whose second argument is an exchange that it passes to a handler. */
  static final class Root {

    private Root() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.Argument(1) @Nullable Object exchange) {
      return SondeHook.enter(ProbeId.UNDERTOW_ROOT, null, exchange, null);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.Argument(1) @Nullable Object exchange,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.UNDERTOW_ROOT, token, null, exchange, null, null, thrown);
    }
  }

  /** A method of an exchange by which it is about to go on elsewhere. */
  static final class Dispatch {

    private Dispatch() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object exchange) {
      SondeHook.enter(ProbeId.UNDERTOW_DISPATCH, null, exchange, null);
    }
  }

  /** A method of an exchange whose connection is to be something else than HTTP. */
  static final class Upgrade {

    private Upgrade() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object exchange) {
      SondeHook.enter(ProbeId.UNDERTOW_UPGRADE, null, exchange, null);
    }
  }

  /** A method of an exchange that is complete. */
  static final class Complete {

    private Complete() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object exchange) {
      SondeHook.enter(ProbeId.UNDERTOW_COMPLETE, null, exchange, null);
    }
  }

  /** A method by which a servlet container takes an exchange over. */
  static final class Servlet {

    private Servlet() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.Argument(0) @Nullable Object exchange) {
      SondeHook.enter(ProbeId.UNDERTOW_SERVLET, null, exchange, null);
    }
  }
}
