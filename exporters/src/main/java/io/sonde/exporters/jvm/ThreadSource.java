package io.sonde.exporters.jvm;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Platform threads by state, under the names of Micrometer's {@code JvmThreadMetrics}.
 *
 * <p>Micrometer walks all threads once for each of the six states; here one walk serves all of them
 * for half a second, that is, for one scrape. Virtual threads are not counted, nor by the JVM's
 * bean.
 *
 * <p>Concurrency: the counts and their time are guarded by this object's monitor.
 */
final class ThreadSource implements MeterBinder {
  private static final long FRESH_NANOS = 500_000_000L;

  private final ThreadMXBean bean = ManagementFactory.getThreadMXBean();
  private final Map<Thread.State, Integer> countByState = new EnumMap<>(Thread.State.class);
  private long walkedNanos = System.nanoTime() - FRESH_NANOS;

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("jvm.threads.peak", bean, ThreadMXBean::getPeakThreadCount)
        .description("Most live threads at a time since the JVM started")
        .baseUnit("threads")
        .register(registry);
    Gauge.builder("jvm.threads.daemon", bean, ThreadMXBean::getDaemonThreadCount)
        .description("Live daemon threads")
        .baseUnit("threads")
        .register(registry);
    Gauge.builder("jvm.threads.live", bean, ThreadMXBean::getThreadCount)
        .description("Live threads, daemon or not")
        .baseUnit("threads")
        .register(registry);
    FunctionCounter.builder(
            "jvm.threads.started", bean, threads -> (double) threads.getTotalStartedThreadCount())
        .description("Threads started since the JVM started")
        .baseUnit("threads")
        .register(registry);
    for (Thread.State state : Thread.State.values()) {
      Gauge.builder("jvm.threads.states", this, source -> source.count(state))
          .tag("state", state.name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .description("Live threads in this state")
          .baseUnit("threads")
          .strongReference(true)
          .register(registry);
    }
  }

  synchronized int count(Thread.State state) {
    long nowNanos = System.nanoTime();
    if (nowNanos - walkedNanos >= FRESH_NANOS) {
      walk();
      walkedNanos = nowNanos;
    }
    return countByState.getOrDefault(state, 0);
  }

  private void walk() {
    countByState.clear();
    for (ThreadInfo info : bean.getThreadInfo(bean.getAllThreadIds())) {
      // null is a thread that ended between the two calls
      if (info != null) {
        countByState.merge(info.getThreadState(), 1, Integer::sum);
      }
    }
  }
}
