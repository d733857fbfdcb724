package io.sonde.host.executor;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;

/**
 * A million tasks that are submitted and never run, each with some memory of its own; then it
 * prints how many of the watched ones were collected and how many entries Sonde's tables keep.
 */
public final class LeakProgram {

  private static final int EACH = 160_000;
  private static final int BATCH = 1_000;
  private static final int WATCH_EVERY = 100;
  private static final int MAX_ENTRIES = 100;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final String ENTRY = "io.sonde.agent.instrumentation.WeakIdentityTable$Entry";

  private final List<WeakReference<Object>> watched = new ArrayList<>();
  private long made;

  private LeakProgram() {}

  /** Runs all parts, then waits to be ended. */
  public static void main(String[] args) throws Exception {
    LeakProgram program = new LeakProgram();
    program.remove();
    program.cancelAndPurge();
    program.drain();
    program.discard();
    program.refuse();
    program.shutDown();
    program.cancelSchedules();
    Transcript.say("{\"tasks\":" + program.made + "}");
    program.awaitCollection();
    Transcript.stay();
  }

  private Task task() {
    return watch(new Task());
  }

  private <T> T watch(T task) {
    if (made++ % WATCH_EVERY == 0) {
      watched.add(new WeakReference<>(task));
    }
    return task;
  }

  private void remove() throws InterruptedException {
    ThreadPoolExecutor pool = LawProgram.single();
    CountDownLatch free = LawProgram.block(pool);
    for (int i = 0; i < EACH; i++) {
      Task task = task();
      pool.execute(task);
      if (!pool.remove(task)) {
        throw new IllegalStateException("not removed");
      }
    }
    end(pool, free);
  }

  private void cancelAndPurge() throws InterruptedException {
    ThreadPoolExecutor pool = LawProgram.single();
    CountDownLatch free = LawProgram.block(pool);
    for (int i = 1; i <= EACH; i++) {
      Future<?> future = watch(pool.submit(new Task()));
      future.cancel(false);
      if (i % BATCH == 0) {
        pool.purge();
      }
    }
    end(pool, free);
  }

  private void drain() throws InterruptedException {
    ThreadPoolExecutor pool = LawProgram.single();
    CountDownLatch free = LawProgram.block(pool);
    for (int i = 1; i <= EACH; i++) {
      pool.execute(task());
      if (i % BATCH == 0) {
        pool.getQueue().drainTo(new ArrayList<>());
      }
    }
    end(pool, free);
  }

  private void discard() throws InterruptedException {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(10),
            new ThreadPoolExecutor.DiscardOldestPolicy());
    CountDownLatch free = LawProgram.block(pool);
    for (int i = 0; i < EACH; i++) {
      pool.execute(task());
    }
    pool.getQueue().clear();
    end(pool, free);
  }

  private void refuse() throws InterruptedException {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(1),
            new ThreadPoolExecutor.DiscardPolicy());
    CountDownLatch free = LawProgram.block(pool);
    for (int i = 0; i < EACH; i++) {
      pool.execute(task());
    }
    pool.getQueue().clear();
    end(pool, free);
  }

  private void shutDown() throws InterruptedException {
    for (int round = 0; round < EACH / BATCH; round++) {
      ThreadPoolExecutor pool = LawProgram.single();
      CountDownLatch free = LawProgram.block(pool);
      for (int i = 0; i < BATCH; i++) {
        pool.execute(task());
      }
      if (pool.shutdownNow().size() != BATCH) {
        throw new IllegalStateException("tasks are missing");
      }
      end(pool, free);
    }
  }

  private void cancelSchedules() throws InterruptedException {
    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
    pool.setRemoveOnCancelPolicy(true);
    for (int i = 0; i < EACH; i++) {
      ScheduledFuture<?> future = watch(pool.schedule(new Task(), 1, TimeUnit.HOURS));
      future.cancel(false);
    }
    end(pool, new CountDownLatch(0));
  }

  private static void end(ThreadPoolExecutor pool, CountDownLatch free)
      throws InterruptedException {
    free.countDown();
    pool.shutdown();
    if (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("still running");
    }
  }

  private void awaitCollection() throws Exception {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    long left = watched.size();
    long entries = Long.MAX_VALUE;
    while ((left > 0 || entries > MAX_ENTRIES) && System.nanoTime() - deadline < 0) {
      System.gc();
      left = watched.stream().filter(reference -> !reference.refersTo(null)).count();
      entries = instances(ENTRY);
      Thread.sleep(200);
    }
    Transcript.say("{\"watched\":" + watched.size() + "}");
    Transcript.say("{\"left\":" + left + "}");
    Transcript.say("{\"entries\":" + entries + "}");
  }

  /** How many objects of a class are alive. */
  private static long instances(String type) throws Exception {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    for (String line : histogram.split("\n", -1)) {
      String[] columns = line.trim().split("\\s+", -1);
      if (columns.length >= 4 && columns[3].equals(type)) {
        return Long.parseLong(columns[1]);
      }
    }
    return 0;
  }

  /** Some work with memory of its own. */
  private static final class Task implements Runnable {

    private final byte[] memory = new byte[256];

    @Override
    public void run() {
      throw new IllegalStateException("never runs: " + memory.length);
    }
  }
}
