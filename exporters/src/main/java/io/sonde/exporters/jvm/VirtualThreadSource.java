package io.sonde.exporters.jvm;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import java.lang.reflect.Method;

/**
 * The virtual-thread scheduler, under the names of Micrometer's {@code VirtualThreadMetrics}.
 *
 * <p>Source: {@code jdk.management.VirtualThreadSchedulerMXBean}, which exists from Java 24 on and
 * is reached by reflection because this is compiled for 17; before 24 there are no such meters.
 * Pinning is not measured here: it would need a flight recording that is always on.
 */
final class VirtualThreadSource implements MeterBinder {
  private static final String BEAN = "jdk.management.VirtualThreadSchedulerMXBean";

  @Override
  public void bindTo(MeterRegistry registry) {
    try {
      Class<? extends PlatformManagedObject> type =
          Class.forName(BEAN).asSubclass(PlatformManagedObject.class);
      PlatformManagedObject bean = ManagementFactory.getPlatformMXBean(type);
      if (bean != null) {
        bind(registry, bean, type);
      }
    } catch (ClassNotFoundException | NoSuchMethodException beforeJava24) {
      // nothing to read
    }
  }

  private static void bind(MeterRegistry registry, PlatformManagedObject bean, Class<?> type)
      throws NoSuchMethodException {
    Method parallelism = type.getMethod("getParallelism");
    Method poolSize = type.getMethod("getPoolSize");
    Method mounted = type.getMethod("getMountedVirtualThreadCount");
    Method queued = type.getMethod("getQueuedVirtualThreadCount");
    Gauge.builder("jvm.threads.virtual.parallelism", bean, b -> read(parallelism, b))
        .description("Platform threads that the virtual-thread scheduler aims at")
        .register(registry);
    Gauge.builder("jvm.threads.virtual.pool.size", bean, b -> read(poolSize, b))
        .description("Platform threads of the virtual-thread scheduler")
        .baseUnit("threads")
        .register(registry);
    String live = "Virtual threads that run (mounted) or wait to run (queued), approximately";
    Gauge.builder("jvm.threads.virtual.live", bean, b -> read(mounted, b))
        .tag("scheduling.status", "mounted")
        .description(live)
        .baseUnit("threads")
        .register(registry);
    Gauge.builder("jvm.threads.virtual.live", bean, b -> read(queued, b))
        .tag("scheduling.status", "queued")
        .description(live)
        .baseUnit("threads")
        .register(registry);
  }

  private static double read(Method getter, Object bean) {
    try {
      return getter.invoke(bean) instanceof Number number ? number.doubleValue() : Double.NaN;
    } catch (ReflectiveOperationException unreadable) {
      return Double.NaN;
    }
  }
}
