package io.sonde.agent.instrumentation.resilience;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Resilience4j's circuit breaker, retry, bulkhead and rate limiter; Spring's retry template. */
public final class ResilienceInstrumentation implements Technology {

  private static final String ADVICE =
      "io.sonde.agent.instrumentation.resilience.ResilienceAdvice$";
  private static final String SPRING = "Lorg/springframework/retry/";
  private static final String SPRING_ADVICE =
      "io.sonde.agent.instrumentation.resilience.SpringRetryAdvice$";

  /** Made by hand in the list of technologies. */
  public ResilienceInstrumentation() {}

  @Override
  public String name() {
    return "resilience";
  }

  @Override
  public List<TypeRule> types() {
    String verdict = "(JLjava/util/concurrent/TimeUnit;)V";
    String error = "(Ljava/lang/String;JLjava/util/concurrent/TimeUnit;Ljava/lang/Throwable;)V";
    return List.of(
        TypeRule.named(
            List.of("org.springframework.retry.support.RetryTemplate"),
            List.of(
                new MethodRule(
                    "doExecute",
                    "("
                        + (SPRING + "RetryCallback;")
                        + (SPRING + "RecoveryCallback;")
                        + (SPRING + "RetryState;)Ljava/lang/Object;"),
                    SPRING_ADVICE + "Execute"),
                new MethodRule(
                    "open",
                    "("
                        + (SPRING + "RetryPolicy;")
                        + (SPRING + "RetryState;)")
                        + (SPRING + "RetryContext;"),
                    SPRING_ADVICE + "Open"),
                new MethodRule(
                    "registerThrowable",
                    "("
                        + (SPRING + "RetryPolicy;")
                        + (SPRING + "RetryState;")
                        + (SPRING + "RetryContext;Ljava/lang/Throwable;)V"),
                    SPRING_ADVICE + "Failure"),
                new MethodRule(
                    "handleRetryExhausted",
                    "("
                        + (SPRING + "RecoveryCallback;")
                        + (SPRING + "RetryContext;")
                        + (SPRING + "RetryState;)Ljava/lang/Object;"),
                    SPRING_ADVICE + "Exhausted"))),
        TypeRule.named(
            List.of("io.github.resilience4j.circuitbreaker.internal.CircuitBreakerStateMachine"),
            List.of(
                new MethodRule("acquirePermission", "()V", ADVICE + "Acquire"),
                new MethodRule("tryAcquirePermission", "()Z", ADVICE + "TryAcquire"),
                new MethodRule("publishSuccessEvent", verdict, ADVICE + "Success"),
                new MethodRule("publishCircuitErrorEvent", error, ADVICE + "Failure"),
                new MethodRule("publishCircuitIgnoredErrorEvent", error, ADVICE + "Ignored"))),
        TypeRule.named(
            List.of("io.github.resilience4j.retry.internal.RetryImpl"),
            List.of(
                new MethodRule(
                    "context",
                    "()Lio/github/resilience4j/retry/Retry$Context;",
                    ADVICE + "Context"),
                new MethodRule(
                    "asyncContext",
                    "()Lio/github/resilience4j/retry/Retry$AsyncContext;",
                    ADVICE + "Context"))),
        TypeRule.named(
            List.of("io.github.resilience4j.bulkhead.internal.SemaphoreBulkhead"),
            List.of(new MethodRule("tryAcquirePermission", "()Z", ADVICE + "Place"))),
        TypeRule.named(
            List.of("io.github.resilience4j.ratelimiter.internal.SemaphoreBasedRateLimiter"),
            List.of(
                new MethodRule("acquirePermission", "()Z", ADVICE + "Permission"),
                new MethodRule("acquirePermission", "(I)Z", ADVICE + "Permission"))),
        TypeRule.named(
            List.of("io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter"),
            List.of(
                new MethodRule("acquirePermission", "()Z", ADVICE + "Permission"),
                new MethodRule("acquirePermission", "(I)Z", ADVICE + "Permission"),
                new MethodRule("reservePermission", "()J", ADVICE + "Reservation"),
                new MethodRule("reservePermission", "(I)J", ADVICE + "Reservation"))));
  }

  @Override
  public void install(ProbeContext context) {
    ResilienceProbes.install(context);
  }

  @Override
  public int[] beginnings() {
    return new int[] {
      ProbeId.BREAKER_PERMISSION,
      ProbeId.BREAKER_SUCCESS,
      ProbeId.BREAKER_FAILURE,
      ProbeId.BREAKER_IGNORED,
      ProbeId.RETRY_CALL,
      ProbeId.BULKHEAD,
      ProbeId.RATE_LIMITER,
      ProbeId.RATE_RESERVATION,
      ProbeId.SPRING_RETRY
    };
  }
}
