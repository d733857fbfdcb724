package io.sonde.agent.instrumentation.resilience;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sonde.agent.instrumentation.LibraryMethod;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * The meters of the bulkheads, or of the rate limiters, of one name.
 *
 * <p>Concurrency: {@code limits} is a concurrent queue, to which threads of the application add and
 * from which those that read the meters remove what is gone; the rest is set once. A limit that two
 * threads use first at the same time may stand in it twice, and is read once.
 */
final class NamedLimit {

  private final Queue<WeakReference<Object>> limits = new ConcurrentLinkedQueue<>();
  private final Timer permitted;
  private final Timer refused;

  NamedLimit(String name, Limits.Kind kind, MeterRegistry registry, Duration[] waitBounds) {
    this.permitted = waits(name, "permitted", kind, registry, waitBounds);
    this.refused = waits(name, "not_permitted", kind, registry, waitBounds);
    LibraryMethod metrics = new LibraryMethod(kind.type(), "getMetrics");
    for (Limits.Reading reading : kind.readings()) {
      LibraryMethod number = new LibraryMethod(kind.type() + "$Metrics", reading.method());
      Gauge.builder(kind.prefix() + '.' + reading.name(), this, limit -> limit.sum(metrics, number))
          .description(reading.description())
          .tag("name", name)
          .strongReference(true)
          .register(registry);
    }
  }

  private static Timer waits(
      String name, String kind, Limits.Kind limit, MeterRegistry registry, Duration[] bounds) {
    return Timer.builder(limit.prefix() + ".wait")
        .description(limit.waits())
        .tags("name", name, "kind", kind)
        .serviceLevelObjectives(bounds)
        .register(registry);
  }

  /** Adds a limit whose numbers are shown as long as it lives. */
  void add(Object limit) {
    limits.add(new WeakReference<>(limit));
  }

  /** Records a wait, however short. */
  void recordWait(boolean isPermitted, long nanos) {
    (isPermitted ? permitted : refused).record(nanos, TimeUnit.NANOSECONDS);
  }

  private double sum(LibraryMethod metrics, LibraryMethod number) {
    limits.removeIf(known -> known.refersTo(null));
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    double sum = 0;
    for (WeakReference<Object> known : limits) {
      Object limit = known.get();
      if (limit != null
          && seen.add(limit)
          && number.call(metrics.call(limit)) instanceof Integer now) {
        sum += now;
      }
    }
    return sum;
  }
}
