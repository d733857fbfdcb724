package io.sonde.exporters.jvm;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * All JVM, process and system meters of one registry, until closed.
 *
 * <p>The caller keeps this object as long as it wants the meters. A binder that fails (a trimmed
 * run-time image, an unusual JVM) is left out and named in {@link #failures}; the others are bound.
 */
public final class JvmMeters implements AutoCloseable {
  private static final List<String> PREFIXES = List.of("jvm.", "process.", "system.", "disk.");

  private final SondeMeterRegistry registry;
  // Micrometer's gauges refer to their binders weakly: this list keeps them.
  private final List<MeterBinder> binders = new CopyOnWriteArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private JvmMeters(SondeMeterRegistry registry) {
    this.registry = registry;
  }

  /** Binds all meters. Never throws. */
  public static JvmMeters bind(SondeMeterRegistry registry) {
    JvmMeters meters = new JvmMeters(registry);
    meters.tryBind("memory", JvmMemoryMetrics::new);
    meters.tryBind("gc", JvmGcMetrics::new);
    meters.tryBind("threads", ThreadSource::new);
    meters.tryBind("virtual threads", VirtualThreadSource::new);
    meters.tryBind("classes", ClassLoaderMetrics::new);
    meters.tryBind("info", JvmInfoMetrics::new);
    meters.tryBind("processor", ProcessorMetrics::new);
    meters.tryBind("files", FileDescriptorMetrics::new);
    meters.tryBind("uptime", UptimeMetrics::new);
    File directory = new File(System.getProperty("user.dir", "."));
    meters.tryBind("disk", () -> new DiskSpaceMetrics(directory));
    return meters;
  }

  private void tryBind(String name, Supplier<MeterBinder> factory) {
    try {
      MeterBinder binder = factory.get();
      binders.add(binder);
      binder.bindTo(registry);
    } catch (RuntimeException | LinkageError missing) {
      failures.add(name + ": " + missing);
    }
  }

  /** The binders that could not be bound and why; empty on a complete JDK. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** Detaches all listeners from the JVM's beans and removes the meters. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    for (MeterBinder binder : binders) {
      closeQuietly(binder);
    }
    binders.clear();
    for (Meter meter : registry.getMeters()) {
      if (isOurs(meter.getId().getName())) {
        registry.remove(meter);
      }
    }
  }

  private static void closeQuietly(MeterBinder binder) {
    if (binder instanceof AutoCloseable listener) {
      try {
        listener.close();
      } catch (Exception alreadyGone) {
        // a listener that is not there any more is what was wanted
      }
    }
  }

  private static boolean isOurs(String name) {
    for (String prefix : PREFIXES) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
