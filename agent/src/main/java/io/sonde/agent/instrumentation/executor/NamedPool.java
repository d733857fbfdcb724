package io.sonde.agent.instrumentation.executor;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sonde.agent.instrumentation.ProbeContext;
import java.lang.ref.WeakReference;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * All executors of one name, and their meters.
 *
 * <p>Holds executors weakly. The gauge values are fields, written by {@link #refresh} on one thread
 * of ours and read by scrapes: a scrape never takes a pool's lock.
 */
final class NamedPool {

  private final String name;
  private final MeterRegistry registry;
  private final Timer waits;
  private final Timer succeeded;
  private final Timer failed;
  private final Timer cancelled;
  private final LongAdder completed = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final Queue<WeakReference<ThreadPoolExecutor>> executors = new ConcurrentLinkedQueue<>();
  private final Queue<WeakReference<ForkJoinPool>> forkJoinPools = new ConcurrentLinkedQueue<>();

  private volatile long active;
  private volatile long poolSize;
  private volatile long core;
  private volatile long max;
  private volatile long queued;
  private volatile long remaining;

  NamedPool(String name, ProbeContext context) {
    this.name = name;
    registry = context.registry();
    waits =
        Timer.builder("executor.idle")
            .description("Time from a task's submission, or due time, to the start of its run")
            .tag("name", name)
            .serviceLevelObjectives(context.waitBounds())
            .register(registry);
    succeeded = runTimer(name, "success", context);
    failed = runTimer(name, "error", context);
    cancelled = runTimer(name, "cancelled", context);
    gauge(
        "executor.active",
        "threads",
        "Threads that run tasks",
        name,
        pool -> pool.active,
        registry);
    gauge(
        "executor.pool.size",
        "threads",
        "Threads of the pool",
        name,
        pool -> pool.poolSize,
        registry);
    gauge(
        "executor.pool.core",
        "threads",
        "Threads that the pool keeps",
        name,
        pool -> pool.core,
        registry);
    gauge(
        "executor.pool.max",
        "threads",
        "Threads that the pool may have",
        name,
        pool -> pool.max,
        registry);
    gauge(
        "executor.queued",
        "tasks",
        "Tasks that wait for a thread",
        name,
        pool -> pool.queued,
        registry);
    gauge(
        "executor.queue.remaining",
        "tasks",
        "Tasks that the queue still takes",
        name,
        pool -> pool.remaining,
        registry);
    counter("executor.completed", "Tasks that were run to their end", name, completed, registry);
    counter("executor.rejected", "Tasks that were refused", name, rejected, registry);
  }

  /** Records a wait that ended. */
  void recordWait(long nanos) {
    waits.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Records a run that ended. */
  void recordRun(long nanos, Outcome outcome) {
    completed.increment();
    switch (outcome) {
      case SUCCESS -> succeeded.record(nanos, TimeUnit.NANOSECONDS);
      case ERROR -> failed.record(nanos, TimeUnit.NANOSECONDS);
      case CANCELLED -> cancelled.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Records a refusal. */
  void recordRejection() {
    rejected.increment();
  }

  /** Adds an executor; once for each. */
  void add(ThreadPoolExecutor executor) {
    executors.add(new WeakReference<>(executor));
  }

  /** Adds a fork-join pool unless it is there. */
  void add(ForkJoinPool pool) {
    for (WeakReference<ForkJoinPool> reference : forkJoinPools) {
      if (reference.refersTo(pool)) {
        return;
      }
    }
    forkJoinPools.add(new WeakReference<>(pool));
  }

  /**
   * Reads the pools' sizes; one thread at a time.
   *
   * @return what a subclass's getter or a queue threw; the others were read nevertheless
   */
  @Nullable Throwable refresh() {
    long[] sums = new long[6];
    Throwable failure = null;
    for (Iterator<WeakReference<ThreadPoolExecutor>> i = executors.iterator(); i.hasNext(); ) {
      ThreadPoolExecutor executor = i.next().get();
      try {
        if (executor == null || executor.isTerminated()) {
          i.remove();
        } else {
          addTo(sums, executor);
        }
      } catch (Throwable t) {
        failure = t;
      }
    }
    for (Iterator<WeakReference<ForkJoinPool>> i = forkJoinPools.iterator(); i.hasNext(); ) {
      ForkJoinPool pool = i.next().get();
      if (pool == null || pool.isTerminated()) {
        i.remove();
      } else {
        addTo(sums, pool);
      }
    }
    active = sums[0];
    poolSize = sums[1];
    core = sums[2];
    max = sums[3];
    queued = sums[4];
    remaining = sums[5];
    return failure;
  }

  /** How many tasks waited when the pools were last read. */
  long queued() {
    return queued;
  }

  /** Takes the meters out of the registry again. */
  void close() {
    for (Meter meter : registry.getMeters()) {
      if (meter.getId().getName().startsWith("executor")
          && name.equals(meter.getId().getTag("name"))) {
        registry.remove(meter);
      }
    }
  }

  private static void addTo(long[] sums, ThreadPoolExecutor executor) {
    sums[0] += executor.getActiveCount();
    sums[1] += executor.getPoolSize();
    sums[2] += executor.getCorePoolSize();
    sums[3] += executor.getMaximumPoolSize();
    sums[4] += executor.getQueue().size();
    sums[5] += executor.getQueue().remainingCapacity();
  }

  private static void addTo(long[] sums, ForkJoinPool pool) {
    sums[0] += pool.getActiveThreadCount();
    sums[1] += pool.getPoolSize();
    sums[2] += pool.getParallelism();
    sums[3] += pool.getParallelism();
    sums[4] += pool.getQueuedTaskCount() + pool.getQueuedSubmissionCount();
    sums[5] += Integer.MAX_VALUE;
  }

  private void gauge(
      String meter,
      String unit,
      String description,
      String name,
      ToDoubleFunction<NamedPool> value,
      MeterRegistry registry) {
    Gauge.builder(meter, this, value)
        .strongReference(true)
        .description(description)
        .baseUnit(unit)
        .tag("name", name)
        .register(registry);
  }

  private static void counter(
      String meter, String description, String name, LongAdder count, MeterRegistry registry) {
    FunctionCounter.builder(meter, count, LongAdder::sum)
        .description(description)
        .baseUnit("tasks")
        .tag("name", name)
        .register(registry);
  }

  private static Timer runTimer(String name, String outcome, ProbeContext context) {
    return Timer.builder("executor")
        .description("Run time of tasks")
        .tag("name", name)
        .tag("outcome", outcome)
        .serviceLevelObjectives(context.callBounds())
        .register(context.registry());
  }

  /** How a run ended. */
  enum Outcome {
    SUCCESS,
    ERROR,
    CANCELLED
  }
}
