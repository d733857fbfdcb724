package io.sonde.host.workers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Uses every executor in the same way and prints what it did: all threads are held, tasks are
 * queued behind them and two more refused where the queue is bounded; when the threads are let go,
 * the tasks run, at last one that fails.
 *
 * <p>Arguments: a file whose existence ends the holding, one whose existence closes the executors.
 */
public final class WorkersProgram {

  /** Tasks that wait. */
  static final int QUEUED = 3;

  /** What the test sets the parallelism of the common pool to. */
  static final int COMMON_POOL_THREADS = 2;

  private static final int RUN_MILLIS = 20;

  private WorkersProgram() {}

  /** A task, with the program's own readings of the clock around and in it. */
  private static final class Task implements Runnable {
    final CountDownLatch started = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);
    final boolean fails;
    final CountDownLatch free;
    long askedNanos;
    long takenNanos;
    volatile long startNanos;
    volatile long endNanos;

    Task(CountDownLatch free, boolean fails) {
      this.free = free;
      this.fails = fails;
    }

    @Override
    public void run() {
      startNanos = System.nanoTime();
      started.countDown();
      try {
        free.await();
        Thread.sleep(RUN_MILLIS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        endNanos = System.nanoTime();
        ended.countDown();
      }
      if (fails) {
        throw new IllegalStateException("on purpose");
      }
    }
  }

  /** One executor and what was done with it. */
  private static final class Use {
    final Workers workers;
    final Executor executor;
    final CountDownLatch free = new CountDownLatch(1);
    final List<Task> held = new ArrayList<>();
    final List<Task> queued = new ArrayList<>();
    final List<Task> all = new ArrayList<>();
    int rejected;

    Use(Workers workers) throws Exception {
      this.workers = workers;
      this.executor = workers.open();
    }

    Task submit(boolean fails) {
      Task task = new Task(free, fails);
      task.askedNanos = System.nanoTime();
      executor.execute(task);
      task.takenNanos = System.nanoTime();
      all.add(task);
      return task;
    }

    void refuse() {
      try {
        executor.execute(() -> {});
        throw new AssertionError(workers + " took what it has no room for");
      } catch (RejectedExecutionException expected) {
        rejected++;
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    List<Use> uses = new ArrayList<>();
    for (Workers workers : Workers.values()) {
      if (workers.isPresent()) {
        uses.add(hold(workers));
      }
    }
    System.out.println("holding");
    await(arguments[0]);
    for (Use use : uses) {
      letGo(use);
    }
    System.out.println("done");
    await(arguments[1]);
    for (Use use : uses) {
      use.workers.close(use.executor);
      if (use.workers.ends()) {
        use.refuse();
      }
    }
    System.out.println("closed");
    // the test reads the metrics and then ends this process
    Thread.sleep(120_000);
  }

  private static Use hold(Workers workers) throws Exception {
    Use use = new Use(workers);
    for (int i = 0; i < workers.threads(); i++) {
      use.held.add(use.submit(false));
      // so that the next one finds this thread busy
      use.held.get(i).started.await();
    }
    for (int i = 0; i < workers.queued(); i++) {
      use.queued.add(use.submit(false));
    }
    if (workers.isBounded()) {
      use.refuse();
      use.refuse();
    }
    System.out.println(
        "uses %s %s %d %d"
            .formatted(workers, workers.label(), workers.threads(), workers.queued()));
    return use;
  }

  private static void letGo(Use use) throws InterruptedException {
    long freeNanos = System.nanoTime();
    use.free.countDown();
    for (Task task : use.all) {
      task.ended.await();
    }
    Task failing = use.submit(true);
    failing.ended.await();
    long unsure = use.all.size() * use.workers.resolutionNanos();
    long leastWait = -unsure;
    long mostWait = unsure;
    long leastRun = 0;
    for (Task task : use.all) {
      mostWait += task.startNanos - task.askedNanos;
      leastRun += task.endNanos - task.startNanos;
    }
    for (Task task : use.queued) {
      // no thread was free before
      leastWait += freeNanos - task.takenNanos;
    }
    System.out.println(
        "worker %s name=%s tasks=%d errors=%d rejected=%d leastWait=%d mostWait=%d leastRun=%d asked=%d ends=%d"
            .formatted(
                use.workers,
                use.workers.label(),
                use.all.size(),
                use.workers.tellsFailures() ? 1 : 0,
                use.rejected,
                leastWait,
                mostWait,
                leastRun,
                asked(use),
                use.workers.ends() ? 1 : 0));
  }

  /** The sum of the times since the tasks were asked for: none can have run for longer. */
  private static long asked(Use use) {
    long now = System.nanoTime();
    long sum = 0;
    for (Task task : use.all) {
      sum += now - task.askedNanos;
    }
    return sum;
  }

  private static void await(String file) throws InterruptedException {
    while (!Files.exists(Path.of(file))) {
      Thread.sleep(20);
    }
  }
}
