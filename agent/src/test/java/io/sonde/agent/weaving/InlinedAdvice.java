package io.sonde.agent.weaving;

import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** Advice of each shape, for {@link AdviceInlinerTest}. */
final class InlinedAdvice {

  static final int FULL = 240;
  static final int FLAG = 241;
  static final int FIELD = 242;
  static final int OUTER = 243;

  private InlinedAdvice() {}

  /** All that is known of a call. */
  static final class Full {
    private Full() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) Object argument) {
      return SondeHook.enter(FULL, self, argument);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object argument,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) Object result,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(FULL, token, self, argument, result, thrown);
    }
  }

  /** A flag, through a local variable. */
  static final class Flag {
    private Flag() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.This Object self, @Advice.Return boolean result, @Advice.Thrown Throwable thrown) {
      long count = result ? 1L : 0L;
      SondeHook.exitCount(FLAG, 1L, self, null, count, thrown);
    }
  }

  /** A field of the receiver and one of the class, before and after. */
  static final class Fields {
    private Fields() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(
        @Advice.FieldValue("name") Object name, @Advice.FieldValue("SHARED") Object shared) {
      return SondeHook.enter(FIELD, name, shared);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.FieldValue("name") Object name,
        @Advice.FieldValue("SHARED") Object shared,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(FIELD, token, name, shared, null, thrown);
    }
  }

  /** A second advice on a method. */
  static final class Outer {
    private Outer() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(OUTER, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token, @Advice.This Object self, @Advice.Thrown Throwable thrown) {
      SondeHook.exit(OUTER, token, self, thrown);
    }
  }
}
