package io.sonde.host.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.ratelimiter.internal.SemaphoreBasedRateLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Uses bulkheads and rate limiters and prints what it knows of their calls. */
final class LimitUses {

  private static final List<Object> KEPT = new ArrayList<>();

  private LimitUses() {}

  static void run() throws InterruptedException {
    places();
    waiting();
    rate(RateLimiter.of("rate", rateConfig(Duration.ofHours(1), Duration.ZERO)));
    rate(
        new SemaphoreBasedRateLimiter("semaphore", rateConfig(Duration.ofHours(1), Duration.ZERO)));
    reserved();
  }

  private static Bulkhead bulkhead(String name, int calls, Duration wait) {
    Bulkhead bulkhead =
        Bulkhead.of(
            name, BulkheadConfig.custom().maxConcurrentCalls(calls).maxWaitDuration(wait).build());
    KEPT.add(bulkhead);
    return bulkhead;
  }

  /** Some calls, some that last and some that are refused for it. */
  private static void places() {
    Bulkhead bulkhead = bulkhead("places", 3, Duration.ZERO);
    for (int i = 0; i < 6; i++) {
      Object ignored = bulkhead.executeSupplier(() -> "value");
    }
    bulkhead.acquirePermission();
    bulkhead.acquirePermission();
    if (!bulkhead.tryAcquirePermission()) {
      throw new AssertionError("no place");
    }
    for (int i = 0; i < 4; i++) {
      try {
        Object ignored = bulkhead.executeSupplier(() -> "value");
        throw new AssertionError("a place");
      } catch (BulkheadFullException expected) {
        // refused
      }
    }
    if (bulkhead.tryAcquirePermission()) {
      throw new AssertionError("a place");
    }
    bulkhead.onComplete();
    bulkhead.onComplete();
    print("bulkhead", "places", 9, 5, "available=2 max=3");
  }

  /** A call that waits until the place is free. */
  private static void waiting() throws InterruptedException {
    Bulkhead bulkhead = bulkhead("waiting", 1, Duration.ofMinutes(5));
    final long startNanos = System.nanoTime();
    bulkhead.acquirePermission();
    Thread second = new Thread(bulkhead::acquirePermission);
    second.start();
    while (!isWaiting(second)) {
      Thread.sleep(1);
    }
    final long waitsNanos = System.nanoTime();
    Thread.sleep(20);
    final long leastNanos = System.nanoTime() - waitsNanos;
    bulkhead.onComplete();
    second.join();
    print("bulkhead", "waiting", 2, 0, "available=0 max=1");
    System.out.println(
        "waited bulkhead:waiting " + leastNanos + " " + (System.nanoTime() - startNanos));
  }

  /** Whether a thread waits for a semaphore. */
  private static boolean isWaiting(Thread thread) {
    Object blocker = LockSupport.getBlocker(thread);
    return thread.getState() == Thread.State.TIMED_WAITING
        && blocker != null
        && blocker.getClass().getName().startsWith("java.util.concurrent.Semaphore");
  }

  private static RateLimiterConfig rateConfig(Duration period, Duration timeout) {
    return RateLimiterConfig.custom()
        .limitForPeriod(5)
        .limitRefreshPeriod(period)
        .timeoutDuration(timeout)
        .build();
  }

  private static void rate(RateLimiter limiter) {
    KEPT.add(limiter);
    for (int i = 0; i < 3; i++) {
      Object ignored = limiter.executeSupplier(() -> "value");
    }
    for (int i = 0; i < 2; i++) {
      if (!limiter.acquirePermission()) {
        throw new AssertionError("not permitted");
      }
    }
    for (int i = 0; i < 4; i++) {
      try {
        Object ignored = limiter.executeSupplier(() -> "value");
        throw new AssertionError("permitted");
      } catch (RequestNotPermitted expected) {
        // refused
      }
    }
    print("ratelimiter", limiter.getName(), 5, 4, "available=0 waiting=0");
  }

  /** The caller is told how long to wait and does so, or not, by itself. */
  private static void reserved() {
    RateLimiter limiter =
        RateLimiter.of("reserved", rateConfig(Duration.ofHours(1), Duration.ofHours(2)));
    KEPT.add(limiter);
    long waitNanos = 0;
    for (int i = 0; i < 6; i++) {
      long nanos = limiter.reservePermission();
      if (nanos < 0) {
        throw new AssertionError("not permitted");
      }
      waitNanos += nanos;
    }
    limiter.changeTimeoutDuration(Duration.ZERO);
    for (int i = 0; i < 2; i++) {
      if (limiter.reservePermission() >= 0) {
        throw new AssertionError("permitted");
      }
    }
    print("ratelimiter", "reserved", 6, 2, "available=-1 waiting=0");
    System.out.println("waited ratelimiter:reserved " + waitNanos + " " + waitNanos);
  }

  private static void print(String kind, String name, int permitted, int refused, String numbers) {
    System.out.println(
        "limit %s:%s permitted=%d not_permitted=%d %s"
            .formatted(kind, name, permitted, refused, numbers));
  }
}
