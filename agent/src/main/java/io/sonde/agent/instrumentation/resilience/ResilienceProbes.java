package io.sonde.agent.instrumentation.resilience;

import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;

/**
 * Which probe is installed for what; apart from {@link ResilienceInstrumentation}, which is loaded
 * before {@code main} and would have the JVM load all probes with it.
 */
final class ResilienceProbes {

  private ResilienceProbes() {}

  static void install(ProbeContext context) {
    Breakers breakers = new Breakers(context);
    context.install(ProbeId.BREAKER_PERMISSION, new PermissionProbe(breakers));
    context.install(ProbeId.BREAKER_SUCCESS, new VerdictProbe(breakers, NamedBreaker.SUCCESSFUL));
    context.install(ProbeId.BREAKER_FAILURE, new VerdictProbe(breakers, NamedBreaker.FAILED));
    context.install(ProbeId.BREAKER_IGNORED, new VerdictProbe(breakers, NamedBreaker.IGNORED));
    context.install(ProbeId.BULKHEAD, new LimitProbe(Limits.bulkheads(context)));
    Limits rateLimiters = Limits.rateLimiters(context);
    context.install(ProbeId.RATE_LIMITER, new LimitProbe(rateLimiters));
    context.install(ProbeId.RATE_RESERVATION, new ReservationProbe(rateLimiters));
    Retries retries = new Retries(context);
    context.install(ProbeId.RETRY_CALL, new RetryProbe(retries));
    context.beforeReading(retries::refresh);
    SpringRetryProbes.install(context, retries);
  }
}
