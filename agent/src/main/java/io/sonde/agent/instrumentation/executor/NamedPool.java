package io.sonde.agent.instrumentation.executor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sonde.agent.instrumentation.ProbeContext;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
  private final Counter completed;
  private final Counter rejected;

  /** Runs under way, of executors that do not tell how many. */
  private final LongAdder running = new LongAdder();

  /** Threads that were started for a task each and have not run yet. */
  private final LongAdder startingThreads = new LongAdder();

  /** Threads that run the task that they were started for. */
  private final LongAdder taskThreads = new LongAdder();

  private final Queue<ExecutorHandle> executors = new ConcurrentLinkedQueue<>();

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
    completed = counter("executor.completed", "Tasks that were run to their end", name, registry);
    rejected = counter("executor.rejected", "Tasks that were refused", name, registry);
  }

  /** Records a wait that ended. */
  void recordWait(long nanos) {
    waits.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Records a run that ended. */
  void recordRun(long nanos, ExecutorCalls.Outcome outcome) {
    completed.increment();
    switch (outcome) {
      case SUCCESS -> succeeded.record(nanos, TimeUnit.NANOSECONDS);
      case ERROR -> failed.record(nanos, TimeUnit.NANOSECONDS);
      case CANCELLED -> cancelled.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** A run begins that the executor does not count. */
  void runBegins() {
    running.increment();
  }

  /** A run ends that the executor does not count. */
  void runEnds() {
    running.decrement();
  }

  /** A thread is started for a task. */
  void threadStarts() {
    startingThreads.increment();
  }

  /** A thread that was to be started is not. */
  void threadStartFailed() {
    startingThreads.decrement();
  }

  /** Nothing is known any more of threads that have not run yet. */
  void forgetStartingThreads() {
    startingThreads.reset();
  }

  /** A thread that was started for a task begins to run it. */
  void threadRuns() {
    startingThreads.decrement();
    taskThreads.increment();
  }

  /** A thread has run the task that it was started for. */
  void threadEnds() {
    taskThreads.decrement();
  }

  /** Records a refusal. */
  void recordRejection() {
    rejected.increment();
  }

  /** Adds an executor; once for each. */
  void add(ExecutorHandle executor) {
    executors.add(executor);
  }

  /**
   * Reads the pools' sizes; one thread at a time.
   *
   * @return what a subclass's getter or a queue threw; the others were read nevertheless
   */
  @Nullable Throwable refresh() {
    PoolSizes sums = new PoolSizes();
    Throwable failure = null;
    for (Iterator<ExecutorHandle> i = executors.iterator(); i.hasNext(); ) {
      ExecutorHandle handle = i.next();
      Object executor = handle.get();
      try {
        if (executor == null) {
          i.remove();
        } else if (handle.source.isOver(executor)) {
          i.remove();
          handle.isLetGo = true;
        } else {
          handle.source.addTo(sums, executor);
        }
      } catch (Throwable t) {
        failure = t;
      }
    }
    long starting = startingThreads.sum();
    long live = taskThreads.sum();
    active = sums.active + running.sum() + live;
    poolSize = sums.size + starting + live;
    core = sums.core;
    max = sums.max;
    queued = sums.queued + starting;
    remaining = sums.remaining;
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

  private static Counter counter(
      String meter, String description, String name, MeterRegistry registry) {
    return Counter.builder(meter)
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
}
