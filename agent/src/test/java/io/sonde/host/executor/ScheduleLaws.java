package io.sonde.host.executor;

import static io.sonde.host.executor.Transcript.say;

import io.sonde.host.executor.LawProgram.Named;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Scheduled pools: order, cancelling, decorated tasks, what is left at the end. */
final class ScheduleLaws {

  private ScheduleLaws() {}

  static void run() throws Exception {
    say("# schedules");
    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
    say("callable", () -> pool.schedule(() -> "value", 1, TimeUnit.MILLISECONDS).get());
    say("execute and submit", () -> pool.submit(() -> "value").get());
    CountDownLatch free = LawProgram.block(pool);
    for (int delay : new int[] {30, 10, 20}) {
      ScheduledFuture<?> ignored =
          pool.schedule(new Named("after " + delay), delay, TimeUnit.MILLISECONDS);
    }
    say("queued " + pool.getQueue().size());
    ScheduledFuture<?> kept = pool.schedule(new Named("never"), 1, TimeUnit.HOURS);
    say("cancel " + kept.cancel(false) + " queued " + pool.getQueue().size());
    say("same " + pool.getQueue().contains(kept));
    pool.purge();
    say("purged " + pool.getQueue().size());
    pool.setRemoveOnCancelPolicy(true);
    ScheduledFuture<?> removed = pool.schedule(new Named("never"), 1, TimeUnit.HOURS);
    say("cancel " + removed.cancel(false) + " queued " + pool.getQueue().size());
    ScheduledFuture<?> taken = pool.schedule(new Named("never"), 1, TimeUnit.HOURS);
    say("remove " + pool.remove((Runnable) taken) + " again " + pool.remove((Runnable) taken));
    free.countDown();
    Transcript.end(pool);
    say("completed " + pool.getCompletedTaskCount());
    periodic();
    left();
    decorated();
    wrapped();
  }

  private static void periodic() throws Exception {
    say("## periodic");
    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
    AtomicInteger runs = new AtomicInteger();
    ScheduledFuture<?> failing =
        pool.scheduleAtFixedRate(
            () -> {
              if (runs.incrementAndGet() == 3) {
                throw new IllegalStateException("third");
              }
            },
            0,
            1,
            TimeUnit.MILLISECONDS);
    say("periodic", failing::get);
    say("runs " + runs + " queued " + pool.getQueue().size());
    CountDownLatch twice = new CountDownLatch(2);
    ScheduledFuture<?> endless =
        pool.scheduleWithFixedDelay(twice::countDown, 0, 1, TimeUnit.MILLISECONDS);
    Transcript.await(twice);
    say("cancel " + endless.cancel(false));
    say("get", endless::get);
    Transcript.end(pool);
  }

  private static void left() throws Exception {
    say("## left");
    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
    ScheduledFuture<?> first = pool.schedule(new Named("never"), 1, TimeUnit.HOURS);
    ScheduledFuture<?> second = pool.schedule(new Named("never"), 2, TimeUnit.HOURS);
    List<Runnable> left = pool.shutdownNow();
    say("ended " + pool.awaitTermination(1, TimeUnit.MINUTES));
    say("left " + left.size() + " " + (left.get(0) == first) + " " + (left.get(1) == second));
    say("late", () -> pool.schedule(new Named("late"), 1, TimeUnit.HOURS));
    ScheduledThreadPoolExecutor polite = new ScheduledThreadPoolExecutor(1);
    polite.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    ScheduledFuture<?> dropped = polite.schedule(new Named("never"), 1, TimeUnit.HOURS);
    Transcript.end(polite);
    say("dropped " + dropped.isCancelled());
  }

  private static void decorated() throws Exception {
    say("## decorated");
    Decorating pool = new Decorating();
    ScheduledFuture<?> future = pool.schedule(new Named("decorated"), 1, TimeUnit.MILLISECONDS);
    Object result = future.get();
    Future<String> submitted = pool.submit(() -> "value");
    String value = submitted.get();
    Transcript.end(pool);
    say("type " + future.getClass().getSimpleName() + " " + result);
    say("submitted " + submitted.getClass().getSimpleName() + " " + value);
    say(
        "decorations "
            + pool.count
            + " asked for delay before the end: "
            + (pool.delays.get() > 0));
  }

  private static void wrapped() throws Exception {
    say("## wrapped");
    ScheduledExecutorService wrapped = Executors.newSingleThreadScheduledExecutor();
    say("value", () -> wrapped.schedule(() -> "value", 1, TimeUnit.MILLISECONDS).get());
    Transcript.end(wrapped);
  }

  private static final class Decorating extends ScheduledThreadPoolExecutor {

    final AtomicInteger count = new AtomicInteger();
    final AtomicInteger delays = new AtomicInteger();

    Decorating() {
      super(1);
    }

    @Override
    protected <V> RunnableScheduledFuture<V> decorateTask(
        Runnable runnable, RunnableScheduledFuture<V> task) {
      count.incrementAndGet();
      return new Decorated<>(task, delays);
    }

    @Override
    protected <V> RunnableScheduledFuture<V> decorateTask(
        Callable<V> callable, RunnableScheduledFuture<V> task) {
      count.incrementAndGet();
      return new Decorated<>(task, delays);
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
      say("  before " + task.getClass().getSimpleName());
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
      say("  after " + task.getClass().getSimpleName() + " " + Transcript.outline(thrown));
    }
  }

  private static final class Decorated<V> implements RunnableScheduledFuture<V> {

    private final RunnableScheduledFuture<V> task;
    private final AtomicInteger delays;

    Decorated(RunnableScheduledFuture<V> task, AtomicInteger delays) {
      this.task = task;
      this.delays = delays;
    }

    @Override
    public boolean isPeriodic() {
      return task.isPeriodic();
    }

    @Override
    public void run() {
      task.run();
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      return task.cancel(mayInterrupt);
    }

    @Override
    public boolean isCancelled() {
      return task.isCancelled();
    }

    @Override
    public boolean isDone() {
      return task.isDone();
    }

    @Override
    public V get() throws InterruptedException, java.util.concurrent.ExecutionException {
      return task.get();
    }

    @Override
    public V get(long timeout, TimeUnit unit)
        throws InterruptedException,
            java.util.concurrent.ExecutionException,
            java.util.concurrent.TimeoutException {
      return task.get(timeout, unit);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      delays.incrementAndGet();
      return task.getDelay(unit);
    }

    @Override
    public int compareTo(Delayed other) {
      return task.compareTo(other instanceof Decorated<?> decorated ? decorated.task : other);
    }
  }
}
