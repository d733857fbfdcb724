package io.sonde.host.executor;

import static io.sonde.host.executor.Transcript.say;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What an application can see of its thread pools, printed. */
public final class LawProgram {

  private LawProgram() {}

  /** Runs everything, then waits to be ended. */
  public static void main(String[] args) throws Exception {
    futures();
    queue();
    handlers();
    priorities();
    handOff();
    failures();
    hostileTasks();
    interrupts();
    HookLaws.run();
    ScheduleLaws.run();
    OtherPoolLaws.run();
    TimerLaws.run();
    Transcript.stay();
  }

  /** A task that is known by its name. */
  static final class Named implements Runnable, Comparable<Named> {

    final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public void run() {
      say("  runs " + name);
    }

    @Override
    public int compareTo(Named other) {
      return other.name.compareTo(name);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static ThreadPoolExecutor single() {
    return new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
  }

  /** Keeps the only worker busy until the latch is counted down. */
  static CountDownLatch block(ThreadPoolExecutor pool) {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    pool.execute(
        () -> {
          running.countDown();
          Transcript.await(free);
        });
    Transcript.await(running);
    return free;
  }

  private static void futures() throws Exception {
    say("# futures");
    ThreadPoolExecutor pool = single();
    say("runnable", () -> pool.submit(() -> say("  ran")).get());
    say("runnable with result", () -> pool.submit(() -> say("  ran"), "result").get());
    say("callable", () -> pool.submit(() -> "value").get());
    IllegalStateException failure = new IllegalStateException("broken");
    Future<String> failed =
        pool.submit(
            () -> {
              throw failure;
            });
    say("failed", failed::get);
    try {
      failed.get();
    } catch (Exception e) {
      say("same cause: " + (e.getCause() == failure));
      say("trace of the cause:" + Transcript.frames(failure.getStackTrace()));
    }
    say("done " + failed.isDone() + " cancelled " + failed.isCancelled());
    say("type " + failed.getClass().getName());
    say("null", () -> pool.submit((Runnable) null));
    say(
        "executing null",
        () -> {
          pool.execute(null);
          return "accepted";
        });
    List<Callable<String>> calls =
        List.of(
            () -> "one",
            () -> {
              throw new IllegalArgumentException("two");
            },
            () -> "three");
    for (Future<String> future : pool.invokeAll(calls)) {
      say("all", future::get);
    }
    say("any", () -> pool.invokeAny(List.of(calls.get(1), calls.get(2))));
    say("any of failures", () -> pool.invokeAny(List.of(calls.get(1))));
    say("late any", () -> pool.invokeAny(List.of(calls.get(0)), 1, TimeUnit.MINUTES));
    say("walk in a task: " + pool.submit(Transcript::walk).get());
    say(
        "trace in a task:"
            + pool.submit(() -> Transcript.frames(new Throwable().getStackTrace())).get());
    CountDownLatch noticed = new CountDownLatch(1);
    pool.execute(
        new FutureTask<String>(
            () -> {
              throw failure;
            }) {
          @Override
          protected void done() {
            say("trace in done:" + Transcript.frames(new Throwable().getStackTrace()));
            noticed.countDown();
          }
        });
    Transcript.await(noticed);
    Transcript.end(pool);
    say("completed " + pool.getCompletedTaskCount() + " largest " + pool.getLargestPoolSize());
    say("after the end", () -> pool.submit(() -> "late"));
  }

  private static void queue() throws Exception {
    say("# queue");
    ThreadPoolExecutor pool = single();
    CountDownLatch free = block(pool);
    List<Runnable> tasks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      tasks.add(new Named("task " + i));
      pool.execute(tasks.get(i));
    }
    Object[] queued = pool.getQueue().toArray();
    for (int i = 0; i < queued.length; i++) {
      say("queued " + queued[i] + " same " + (queued[i] == tasks.get(i)));
    }
    say("remove 1: " + pool.remove(tasks.get(1)));
    say("again: " + pool.remove(tasks.get(1)));
    say("unknown: " + pool.remove(new Named("unknown")));
    say("null: " + pool.remove(null));
    say("poll same " + (pool.getQueue().poll() == tasks.get(0)));
    Future<?> cancelled = pool.submit(new Named("cancelled"));
    say("cancel " + cancelled.cancel(false) + " queue " + pool.getQueue().size());
    say("contains " + pool.getQueue().contains(cancelled));
    pool.purge();
    say("purged, queue " + pool.getQueue());
    pool.execute(tasks.get(2));
    say("twice " + pool.getQueue());
    say("remove one of two " + pool.remove(tasks.get(2)) + " " + pool.getQueue());
    List<Runnable> left = pool.shutdownNow();
    for (Runnable task : left) {
      say("left " + task + " same " + tasks.contains(task));
    }
    say("state " + pool.isShutdown() + " " + pool.isTerminating());
    free.countDown();
    say("ended " + pool.awaitTermination(1, TimeUnit.MINUTES));
    say("completed " + pool.getCompletedTaskCount() + " of " + pool.getTaskCount());
  }

  private static void handlers() throws Exception {
    say("# handlers");
    handler("abort", new ThreadPoolExecutor.AbortPolicy());
    handler("caller runs", new ThreadPoolExecutor.CallerRunsPolicy());
    handler("discard", new ThreadPoolExecutor.DiscardPolicy());
    handler("discard oldest", new ThreadPoolExecutor.DiscardOldestPolicy());
    handler(
        "own",
        (task, pool) ->
            say(
                "  refused "
                    + task
                    + " by "
                    + pool.getClass().getName()
                    + " "
                    + Transcript.walk()));
    handler(
        "into the queue",
        (task, pool) -> {
          pool.getQueue().poll();
          say("  offered " + pool.getQueue().offer(task));
        });
    handler(
        "throwing",
        (task, pool) -> {
          throw new IllegalStateException("no " + task);
        });
  }

  private static void handler(String name, RejectedExecutionHandler handler) throws Exception {
    say("## " + name);
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(1), handler);
    CountDownLatch free = block(pool);
    Named waiting = new Named("waiting");
    pool.execute(waiting);
    Named refused = new Named("refused");
    say(
        "execute",
        () -> {
          pool.execute(refused);
          return "returned";
        });
    say(
        "the waiting one again",
        () -> {
          pool.execute(waiting);
          return "returned";
        });
    Object head = pool.getQueue().peek();
    say("queue " + pool.getQueue() + " same " + (head == waiting || head == refused));
    free.countDown();
    Transcript.end(pool);
    say(
        "after the end",
        () -> {
          pool.execute(refused);
          return "returned";
        });
  }

  private static void priorities() throws Exception {
    say("# priorities");
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new PriorityBlockingQueue<>());
    CountDownLatch free = block(pool);
    for (String name : List.of("b", "d", "a", "c")) {
      pool.execute(new Named(name));
    }
    say(
        "not comparable",
        () -> {
          pool.execute(() -> say("  never"));
          return "accepted";
        });
    say("queue " + pool.getQueue());
    free.countDown();
    Transcript.end(pool);
  }

  private static void handOff() throws Exception {
    say("# hand-off");
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(0, 1, 1, TimeUnit.MINUTES, new SynchronousQueue<>());
    CountDownLatch free = block(pool);
    say(
        "second",
        () -> {
          pool.execute(new Named("second"));
          return "accepted";
        });
    free.countDown();
    Transcript.end(pool);
    ExecutorService cached = Executors.newCachedThreadPool();
    say("cached", () -> cached.submit(() -> "value").get());
    Transcript.end(cached);
    ExecutorService wrapped = Executors.newSingleThreadExecutor();
    say("single", () -> wrapped.submit(() -> "value").get());
    Transcript.end(wrapped);
  }

  private static void failures() throws Exception {
    say("# failures");
    IllegalStateException failure = new IllegalStateException("uncaught");
    CountDownLatch caught = new CountDownLatch(1);
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            body -> {
              Thread thread = new Thread(body, "failing");
              thread.setUncaughtExceptionHandler(
                  (dead, thrown) -> {
                    say("uncaught same " + (thrown == failure) + " " + dead.getName());
                    say("trace" + Transcript.frames(thrown.getStackTrace()));
                    caught.countDown();
                  });
              return thread;
            });
    pool.execute(
        () -> {
          throw failure;
        });
    Transcript.await(caught);
    say("goes on", () -> pool.submit(() -> "value").get());
    Future<Integer> deep = pool.submit(() -> depth(1));
    try {
      say("deep " + deep.get());
    } catch (Exception e) {
      say("deep " + e.getCause().getClass().getName());
    }
    Transcript.end(pool);

    ThreadPoolExecutor noThreads = single();
    noThreads.setThreadFactory(body -> null);
    noThreads.execute(new Named("waits for ever"));
    say("no thread, queue " + noThreads.getQueue() + " size " + noThreads.getPoolSize());
    say("left " + noThreads.shutdownNow());
    ThreadPoolExecutor badThreads = single();
    badThreads.setThreadFactory(
        body -> {
          throw new IllegalStateException("no thread");
        });
    say(
        "factory throws",
        () -> {
          badThreads.execute(new Named("never"));
          return "accepted";
        });
    say("left " + badThreads.shutdownNow());
    ThreadPoolExecutor badQueue =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>() {
              @Override
              public boolean offer(Runnable task) {
                throw new IllegalStateException("offer of " + task + Transcript.walk());
              }
            });
    CountDownLatch free = block(badQueue);
    say(
        "queue throws",
        () -> {
          badQueue.execute(new Named("never"));
          return "accepted";
        });
    free.countDown();
    Transcript.end(badQueue);
  }

  @SuppressWarnings("InfiniteRecursion") // until the stack is full
  private static int depth(int depth) {
    return depth(depth + 1) + 1;
  }

  /** A task whose methods count how often they are asked. */
  private static final class Asked implements Runnable {

    final AtomicInteger calls = new AtomicInteger();

    @Override
    public void run() {
      say("  runs");
    }

    @Override
    public boolean equals(@Nullable Object other) {
      calls.incrementAndGet();
      return this == other;
    }

    @Override
    public int hashCode() {
      calls.incrementAndGet();
      return 1;
    }

    @Override
    public String toString() {
      calls.incrementAndGet();
      return "asked";
    }
  }

  /** An error whose methods count how often they are asked. */
  private static final class AskedError extends RuntimeException {

    static final AtomicInteger CALLS = new AtomicInteger();

    @Override
    public String getMessage() {
      CALLS.incrementAndGet();
      return "asked";
    }

    @Override
    public String toString() {
      CALLS.incrementAndGet();
      return "asked";
    }
  }

  private static void hostileTasks() throws Exception {
    say("# tasks that count calls");
    Asked task = new Asked();
    ThreadPoolExecutor pool = single();
    CountDownLatch free = block(pool);
    pool.execute(task);
    pool.execute(task);
    say("removed " + pool.remove(task) + " asked " + task.calls);
    Future<?> failed =
        pool.submit(
            (Runnable)
                () -> {
                  throw new AskedError();
                });
    free.countDown();
    Transcript.end(pool);
    say("done " + failed.isDone() + " asked " + task.calls + " error asked " + AskedError.CALLS);
  }

  private static void interrupts() throws Exception {
    say("# interrupts");
    ThreadPoolExecutor pool = single();
    CountDownLatch free = block(pool);
    Thread.currentThread().interrupt();
    Future<String> future =
        pool.submit(() -> "interrupted " + Thread.currentThread().isInterrupted());
    say("kept " + Thread.interrupted());
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Future<?> endless =
        pool.submit(
            () -> {
              running.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                say("  task was interrupted");
              }
              stopped.countDown();
            });
    free.countDown();
    say("task", future::get);
    Transcript.await(running);
    boolean cancelled = endless.cancel(true);
    Transcript.await(stopped);
    say("cancel " + cancelled + " " + endless.isCancelled());
    say("next", () -> pool.submit(() -> Thread.currentThread().isInterrupted()).get());
    pool.execute(() -> Thread.currentThread().interrupt());
    say("after one that left the flag", () -> pool.submit(() -> Thread.interrupted()).get());
    Transcript.end(pool);
  }
}
