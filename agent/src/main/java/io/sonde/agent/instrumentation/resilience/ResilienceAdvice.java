package io.sonde.agent.instrumentation.resilience;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into Resilience4j. */
final class ResilienceAdvice {

  private ResilienceAdvice() {}

  /** {@code acquirePermission()}, which throws if there is none. */
  static final class Acquire {
    private Acquire() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.This Object breaker, @Advice.Thrown Throwable refused) {
      SondeHook.enter(ProbeId.BREAKER_PERMISSION, breaker, refused);
    }
  }

  /** {@code tryAcquirePermission()}. */
  static final class TryAcquire {
    private TryAcquire() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.This Object breaker, @Advice.Return boolean isPermitted) {
      SondeHook.enter(ProbeId.BREAKER_PERMISSION, breaker, SondeHook.unless(isPermitted, breaker));
    }
  }

  /** {@code publishSuccessEvent(duration, unit)}. */
  static final class Success {
    private Success() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object breaker,
        @Advice.Argument(0) long duration,
        @Advice.Argument(1) Object unit) {
      long token = SondeHook.enter(ProbeId.BREAKER_SUCCESS, breaker);
      SondeHook.exitCount(ProbeId.BREAKER_SUCCESS, token, breaker, unit, duration, null);
    }
  }

  /** {@code publishCircuitErrorEvent(name, duration, unit, throwable)}. */
  static final class Failure {
    private Failure() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object breaker,
        @Advice.Argument(1) long duration,
        @Advice.Argument(2) Object unit) {
      long token = SondeHook.enter(ProbeId.BREAKER_FAILURE, breaker);
      SondeHook.exitCount(ProbeId.BREAKER_FAILURE, token, breaker, unit, duration, null);
    }
  }

  /** {@code publishCircuitIgnoredErrorEvent(name, duration, unit, throwable)}. */
  static final class Ignored {
    private Ignored() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object breaker,
        @Advice.Argument(1) long duration,
        @Advice.Argument(2) Object unit) {
      long token = SondeHook.enter(ProbeId.BREAKER_IGNORED, breaker);
      SondeHook.exitCount(ProbeId.BREAKER_IGNORED, token, breaker, unit, duration, null);
    }
  }

  /** {@code tryAcquirePermission()} of a bulkhead, which {@code acquirePermission()} calls. */
  static final class Place {
    private Place() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object bulkhead) {
      return SondeHook.enter(ProbeId.BULKHEAD, bulkhead);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object bulkhead,
        @Advice.Return boolean isPermitted,
        @Advice.Thrown Throwable thrown) {
      long count = isPermitted ? 1L : 0L;
      SondeHook.exitCount(ProbeId.BULKHEAD, token, bulkhead, null, count, thrown);
    }
  }

  /** {@code acquirePermission} of a rate limiter. */
  static final class Permission {
    private Permission() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object limiter) {
      return SondeHook.enter(ProbeId.RATE_LIMITER, limiter);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object limiter,
        @Advice.Return boolean isPermitted,
        @Advice.Thrown Throwable thrown) {
      long count = isPermitted ? 1L : 0L;
      SondeHook.exitCount(ProbeId.RATE_LIMITER, token, limiter, null, count, thrown);
    }
  }

  /** {@code reservePermission} of a rate limiter. */
  static final class Reservation {
    private Reservation() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.This Object limiter,
        @Advice.Return long waitNanos,
        @Advice.Thrown Throwable thrown) {
      long token = SondeHook.enter(ProbeId.RATE_RESERVATION, limiter);
      SondeHook.exitCount(ProbeId.RATE_RESERVATION, token, limiter, null, waitNanos, thrown);
    }
  }

  /** {@code context()} and {@code asyncContext()} of a retry. */
  static final class Context {
    private Context() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object retry) {
      SondeHook.enter(ProbeId.RETRY_CALL, retry);
    }
  }
}
