package io.sonde.host.executor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Pools whose waits and outcomes the program itself knows; it prints them, one JSON object a line.
 */
public final class TruthProgram {

  private static final long STEP_NANOS = 100_000_000L;
  private static final int TASKS = 10;

  private TruthProgram() {}

  /** Runs all parts, then waits to be ended. */
  public static void main(String[] args) throws Exception {
    queue("first");
    queue("queue");
    schedule();
    outcomes();
    TimerTruth.run();
    Transcript.stay();
  }

  /**
   * One thread, ten tasks submitted at once, one of them ending every 100 ms.
   *
   * <p>Each wait is bracketed by clock readings: it began between those around {@code execute}, and
   * ended after the task before had ended and before the task's own first line.
   */
  private static void queue(String name) throws Exception {
    long[] submitting = new long[TASKS];
    long[] submitted = new long[TASKS];
    long[] started = new long[TASKS];
    long[] ended = new long[TASKS];
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), named(name));
    CompletableFuture<Long> begin = new CompletableFuture<>();
    for (int i = 0; i < TASKS; i++) {
      int k = i;
      submitting[k] = System.nanoTime();
      pool.execute(
          () -> {
            started[k] = System.nanoTime();
            parkUntil(begin.join() + (k + 1) * STEP_NANOS);
            ended[k] = System.nanoTime();
          });
      submitted[k] = System.nanoTime();
    }
    begin.complete(System.nanoTime());
    end(pool);
    print(name, "spanNanos", System.nanoTime() - submitting[0]);
    for (int k = 0; k < TASKS; k++) {
      print(name, "longestWaitNanos", started[k] - submitting[k]);
      print(name, "shortestWaitNanos", k == 0 ? 0 : Math.max(0, ended[k - 1] - submitted[k]));
      print(name, "runNanos", ended[k] - started[k]);
    }
  }

  /** One thread is busy while three tasks become due: they start late. */
  private static void schedule() throws Exception {
    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1, named("schedule"));
    CountDownLatch busy = new CountDownLatch(1);
    long[] scheduling = new long[4];
    long[] scheduled = new long[4];
    long[] started = new long[4];
    long[] ended = new long[4];
    scheduling[0] = System.nanoTime();
    pool.execute(
        () -> {
          started[0] = System.nanoTime();
          busy.countDown();
          parkUntil(System.nanoTime() + 3 * STEP_NANOS);
          ended[0] = System.nanoTime();
        });
    busy.await();
    for (int i = 1; i < started.length; i++) {
      int k = i;
      long delay = (k - 1) * STEP_NANOS;
      scheduling[k] = System.nanoTime() + delay;
      pool.schedule(
          () -> {
            started[k] = System.nanoTime();
            ended[k] = System.nanoTime();
          },
          delay,
          TimeUnit.NANOSECONDS);
      scheduled[k] = System.nanoTime() + delay;
    }
    end(pool);
    for (int k = 0; k < started.length; k++) {
      print("schedule", "longestWaitNanos", started[k] - scheduling[k]);
      print("schedule", "shortestWaitNanos", k == 0 ? 0 : Math.max(0, ended[k - 1] - scheduled[k]));
    }
  }

  private static void outcomes() throws Exception {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(100), named("outcome"));
    CountDownLatch free = LawProgram.block(pool);
    AtomicInteger succeeded = new AtomicInteger(1);
    AtomicInteger failed = new AtomicInteger();
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      pool.execute(succeeded::incrementAndGet);
      futures.add(pool.submit(succeeded::incrementAndGet));
    }
    for (int i = 0; i < 7; i++) {
      pool.execute(() -> fail(failed));
      futures.add(pool.submit(() -> fail(failed)));
    }
    int cancelled = 0;
    for (int i = 0; i < 5; i++) {
      cancelled += pool.submit(() -> "never").cancel(false) ? 1 : 0;
    }
    int removed = 0;
    for (int i = 0; i < 3; i++) {
      Runnable task = () -> {};
      pool.execute(task);
      removed += pool.remove(task) ? 1 : 0;
    }
    Runnable again = succeeded::incrementAndGet;
    int refused = 0;
    while (refused < 9) {
      try {
        pool.execute(again);
      } catch (RejectedExecutionException e) {
        refused++;
      }
    }
    free.countDown();
    end(pool);
    print("outcome", "success", succeeded.get());
    print("outcome", "error", failed.get());
    print("outcome", "cancelled", cancelled);
    print("outcome", "removed", removed);
    print("outcome", "rejected", refused);
  }

  private static void fail(AtomicInteger count) {
    count.incrementAndGet();
    throw new IllegalStateException("on purpose");
  }

  private static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return body -> {
      Thread thread = new Thread(body, name + "-" + number.incrementAndGet());
      thread.setUncaughtExceptionHandler((dead, thrown) -> {});
      return thread;
    };
  }

  private static void parkUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void end(ThreadPoolExecutor pool) throws InterruptedException {
    pool.shutdown();
    if (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("still running");
    }
  }

  static void print(String pool, String what, long value) {
    Transcript.say("{\"pool\":\"" + pool + "\",\"" + what + "\":" + value + "}");
  }
}
