package io.sonde.host.resilience;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Uses circuit breakers, retries, bulkheads and rate limiters and prints what it knows of their
 * calls.
 *
 * <p>One breaker has listeners, whose counts must be those of the program: the library makes events
 * only for them.
 */
public final class ResilienceProgram {

  private static final List<Object> KEPT = new ArrayList<>();

  private ResilienceProgram() {}

  public static void main(String[] arguments) throws Exception {
    CircuitBreaker listened = breaker("listened");
    AtomicLong heard = new AtomicLong();
    listened.getEventPublisher().onSuccess(event -> heard.incrementAndGet());
    use(listened);
    if (heard.get() != 14) {
      throw new AssertionError("the library tells of " + heard + " successes");
    }
    use(breaker("silent"));
    CircuitBreaker closed = breaker("closed");
    Object ignored = closed.executeSupplier(() -> "value");
    print(closed, 1, 0, 0, 0);
    CircuitBreaker forced = breaker("forced");
    forced.transitionToForcedOpenState();
    refuse(forced);
    print(forced, 0, 0, 0, 1);
    retry();
    retryLater();
    manyRetries();
    SpringRetryUses.run();
    LimitUses.run();
    System.out.println("done");
    // the test reads the metrics and then ends this process
    Thread.sleep(120_000);
  }

  private static CircuitBreaker breaker(String name) {
    CircuitBreaker breaker =
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .slidingWindowSize(100)
                .minimumNumberOfCalls(100)
                .waitDurationInOpenState(Duration.ofHours(1))
                .ignoreExceptions(IllegalArgumentException.class)
                .build());
    KEPT.add(breaker);
    return breaker;
  }

  private static void use(CircuitBreaker breaker) {
    long start = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      Object ignored = breaker.executeSupplier(() -> "value");
    }
    for (int i = 0; i < 4; i++) {
      Object ignored =
          breaker
              .executeCompletionStage(() -> CompletableFuture.completedFuture("value"))
              .toCompletableFuture()
              .join();
    }
    System.out.println("elapsed " + breaker.getName() + " " + (System.nanoTime() - start));
    for (int i = 0; i < 5; i++) {
      fail(breaker, new IllegalStateException("failed"));
    }
    for (int i = 0; i < 3; i++) {
      fail(breaker, new IllegalArgumentException("ignored"));
    }
    breaker.transitionToOpenState();
    for (int i = 0; i < 7; i++) {
      refuse(breaker);
    }
    for (int i = 0; i < 2; i++) {
      if (breaker.tryAcquirePermission()) {
        throw new AssertionError("an open breaker permits");
      }
    }
    breaker.transitionToHalfOpenState();
    print(breaker, 14, 5, 3, 9);
  }

  private static void fail(CircuitBreaker breaker, RuntimeException failure) {
    try {
      breaker.executeRunnable(
          () -> {
            throw failure;
          });
      throw new AssertionError("no exception");
    } catch (IllegalStateException | IllegalArgumentException expected) {
      // judged by the breaker
    }
  }

  private static void refuse(CircuitBreaker breaker) {
    try {
      Object ignored = breaker.executeSupplier(() -> "value");
      throw new AssertionError("not refused");
    } catch (CallNotPermittedException expected) {
      // refused
    }
  }

  private static void print(
      CircuitBreaker breaker, int successful, int failed, int ignored, int refused) {
    System.out.println(
        "breaker %s successful=%d failed=%d ignored=%d not_permitted=%d state=%s"
            .formatted(
                breaker.getName(), successful, failed, ignored, refused, breaker.getState()));
  }

  private static Retry retry(String name) {
    Retry retry =
        Retry.of(
            name,
            RetryConfig.<Object>custom()
                .maxAttempts(3)
                .waitDuration(Duration.ofMillis(1))
                .ignoreExceptions(IllegalArgumentException.class)
                .build());
    KEPT.add(retry);
    return retry;
  }

  private static void retry() {
    Retry retry = retry("retry");
    for (int i = 0; i < 6; i++) {
      Object ignored = retry.executeSupplier(() -> "value");
    }
    for (int i = 0; i < 4; i++) {
      AtomicLong attempts = new AtomicLong();
      Object ignored =
          retry.executeSupplier(
              () -> {
                if (attempts.incrementAndGet() < 3) {
                  throw new IllegalStateException("not yet");
                }
                return "value";
              });
    }
    for (int i = 0; i < 2; i++) {
      fail(retry, new IllegalStateException("never"));
    }
    for (int i = 0; i < 3; i++) {
      fail(retry, new IllegalArgumentException("not worth another attempt"));
    }
    print("retry", 6, 4, 3, 2);
  }

  private static void fail(Retry retry, RuntimeException failure) {
    try {
      retry.executeRunnable(
          () -> {
            throw failure;
          });
      throw new AssertionError("no exception");
    } catch (IllegalStateException | IllegalArgumentException expected) {
      // judged by the retry
    }
  }

  private static void retryLater() {
    Retry retry = retry("later");
    ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    AtomicLong attempts = new AtomicLong();
    for (int i = 0; i < 4; i++) {
      Object ignored =
          retry
              .executeCompletionStage(
                  scheduler,
                  () ->
                      attempts.incrementAndGet() == 1
                          ? CompletableFuture.failedFuture(new IllegalStateException("not yet"))
                          : CompletableFuture.completedFuture("value"))
              .toCompletableFuture()
              .join();
    }
    scheduler.shutdown();
    print("later", 3, 1, 0, 0);
  }

  /** Many retries of one name. */
  private static void manyRetries() {
    for (int i = 0; i < 20; i++) {
      Object ignored = retry("many").executeSupplier(() -> "value");
    }
    print("many", 20, 0, 0, 0);
  }

  private static void print(
      String name, int successful, int afterRetry, int failed, int failedAfterRetry) {
    System.out.println(
        ("retry %s successful_without_retry=%d successful_with_retry=%d"
                + " failed_without_retry=%d failed_with_retry=%d")
            .formatted(name, successful, afterRetry, failed, failedAfterRetry));
  }
}
