package io.sonde.host.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.SemaphoreBasedRateLimiter;
import io.github.resilience4j.retry.Retry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.retry.support.RetryTemplate;

/** Successful calls through a circuit breaker, retries, a bulkhead and rate limiters. */
public final class SteadyResilience {

  private SteadyResilience() {}

  /** Calls by name. */
  public static Map<String, Callable<Object>> calls() {
    CircuitBreaker breaker = CircuitBreaker.ofDefaults("steady");
    Retry retry = Retry.ofDefaults("steady");
    Bulkhead bulkhead = Bulkhead.ofDefaults("steady");
    RateLimiterConfig config =
        RateLimiterConfig.custom()
            .limitForPeriod(1_000_000)
            .limitRefreshPeriod(Duration.ofHours(1))
            .timeoutDuration(Duration.ZERO)
            .build();
    RateLimiter limiter = RateLimiter.of("steady", config);
    RateLimiter semaphore = new SemaphoreBasedRateLimiter("steady-semaphore", config);
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    calls.put("breaker.call", () -> breaker.executeSupplier(() -> "value"));
    calls.put("retry.call", () -> retry.executeSupplier(() -> "value"));
    calls.put("bulkhead.call", () -> bulkhead.executeSupplier(() -> "value"));
    calls.put("ratelimiter.call", () -> limiter.executeSupplier(() -> "value"));
    calls.put("ratelimiter-semaphore.call", () -> semaphore.executeSupplier(() -> "value"));
    RetryTemplate template = new RetryTemplate();
    calls.put("spring-retry.call", () -> template.execute(context -> "value"));
    return calls;
  }
}
