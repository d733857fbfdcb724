package io.sonde.exporters.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.exporters.registry.FamilySnapshot;
import io.sonde.exporters.registry.RegistryOptions;
import io.sonde.exporters.registry.SeriesSnapshot;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class JvmMetersTest {
  private final SondeMeterRegistry registry = RegistryOptions.defaults().openRegistry();

  @Test
  void meters_ofThisJvm_haveTheContractsNames() {
    try (JvmMeters meters = JvmMeters.bind(registry)) {
      assertThat(meters.failures()).isEmpty();
      assertThat(names())
          .contains(
              "jvm_memory_used_bytes",
              "jvm_threads_live_threads",
              "jvm_threads_states_threads",
              "jvm_threads_started_threads_total",
              "jvm_classes_loaded_classes",
              "process_cpu_usage",
              "system_cpu_usage",
              "process_uptime_seconds",
              "disk_free_bytes");
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void pauses_ofTheCollector_areTimed() {
    try (JvmMeters meters = JvmMeters.bind(registry)) {
      assertThat(meters.failures()).isEmpty();
      // notifications come on a thread of the JVM's: ask again until one has
      while (!names().contains("jvm_gc_pause_seconds")) {
        System.gc();
        Thread.onSpinWait();
      }
      assertThat(registry.histograms("jvm_gc_pause_seconds").get(0).snapshot().count())
          .isPositive();
    }
  }

  @Test
  void states_ofThreads_addUpToTheLiveThreads() {
    ThreadSource source = new ThreadSource();
    int before = ManagementFactory.getThreadMXBean().getThreadCount();
    int sum = 0;
    for (Thread.State state : Thread.State.values()) {
      sum += source.count(state);
    }
    int after = ManagementFactory.getThreadMXBean().getThreadCount();
    assertThat(sum).isBetween(Math.min(before, after) - 2, Math.max(before, after) + 2);
    assertThat(source.count(Thread.State.RUNNABLE)).isPositive();
  }

  @Test
  void meters_ofEverySeries_areReadable() {
    try (JvmMeters meters = JvmMeters.bind(registry)) {
      System.gc();
      for (FamilySnapshot family : registry.snapshot().families()) {
        assertThat(family.series()).as(family.name()).isNotEmpty();
        for (SeriesSnapshot series : family.series()) {
          assertThat(series.labels().names()).doesNotHaveDuplicates();
        }
      }
      assertThat(meters.failures()).isEmpty();
    }
  }

  private List<String> names() {
    return registry.snapshot().families().stream().map(FamilySnapshot::name).toList();
  }
}
