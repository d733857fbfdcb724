package io.sonde.exporters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class SondeMeterRegistryTest {
  private final SondeMeterRegistry registry = RegistryOptions.defaults().openRegistry();

  @Test
  void timer_withoutBounds_hasCallBounds() {
    Timer.builder("executor").register(registry).record(Duration.ofMillis(5));
    assertThat(buckets(registry, "executor_seconds").boundLabels())
        .isEqualTo(CellLayout.ofNanos(Bounds.CALL_NANOS).boundLabels);
  }

  @Test
  void timer_withWaitBounds_hasTheWaitBoundsOfTheOptions() {
    SondeMeterRegistry custom =
        RegistryOptions.defaults()
            .withWaitBounds(Duration.ofNanos(50_000), Duration.ofMillis(1))
            .openRegistry();
    Timer.builder("executor.idle").serviceLevelObjectives(Bounds.waits()).register(custom);
    assertThat(buckets(custom, "executor_idle_seconds").boundLabels())
        .containsExactly("0.00005", "0.001");
  }

  @Test
  void timer_recordsOfAllKinds_areCounted() throws Exception {
    Timer timer = registry.timer("work");
    timer.record(3, TimeUnit.MILLISECONDS);
    timer.record(-1, TimeUnit.SECONDS);
    timer.record(() -> {});
    assertThat(timer.record(() -> "supplied")).isEqualTo("supplied");
    assertThat(timer.recordCallable(() -> 42)).isEqualTo(42);
    assertThat(timer.count()).isEqualTo(4);
    assertThat(timer.max(TimeUnit.NANOSECONDS)).isGreaterThanOrEqualTo(3e6);
    assertThat(timer.takeSnapshot().count()).isEqualTo(4);
  }

  @Test
  void summary_ofRows_countsWholeBoundsExactly() {
    DistributionSummary rows = DistributionSummary.builder("rows").register(registry);
    for (int value : new int[] {0, 0, 1, 2, 3, 5, 6, 1000, 1001}) {
      rows.record(value);
    }
    BucketSnapshot buckets = buckets(registry, "rows");
    assertThat(buckets.boundLabels()).startsWith("0.0", "1.0", "2.0", "5.0");
    assertThat(buckets.cumulativeCount(0)).isEqualTo(2);
    assertThat(buckets.cumulativeCount(1)).isEqualTo(3);
    assertThat(buckets.cumulativeCount(2)).isEqualTo(4);
    assertThat(buckets.cumulativeCount(3)).isEqualTo(6);
    assertThat(buckets.count()).isEqualTo(9);
    assertThat(buckets.sum()).isEqualTo(2018);
    assertThat(rows.totalAmount()).isEqualTo(2018);
  }

  @Test
  void summary_ofFractions_keepsBoundsAndSum() {
    DistributionSummary ratio =
        DistributionSummary.builder("ratio").serviceLevelObjectives(0.25, 0.5).register(registry);
    ratio.record(0.25);
    ratio.record(0.3);
    ratio.record(0.75);
    BucketSnapshot buckets = buckets(registry, "ratio");
    assertThat(buckets.boundLabels()).containsExactly("0.25", "0.5");
    assertThat(buckets.cumulativeCount(0)).isEqualTo(1);
    assertThat(buckets.cumulativeCount(1)).isEqualTo(2);
    assertThat(buckets.sum()).isCloseTo(1.3, within(1e-9));
  }

  @Test
  void counter_ofWholeAndFractionalAmounts_addsUp() {
    Counter counter = registry.counter("c");
    counter.increment();
    counter.increment(2.5);
    counter.increment(-3);
    assertThat(counter.count()).isEqualTo(3.5);
  }

  @Test
  void series_beyondTheCap_goToOther() {
    SondeMeterRegistry small = RegistryOptions.defaults().withMaxSeriesPerMetric(3).openRegistry();
    for (int i = 0; i < 10; i++) {
      small.timer("t", "route", "r" + i, "method", "GET").record(Duration.ofMillis(1));
    }
    FamilySnapshot family = family(small, "t_seconds");
    assertThat(family.series()).hasSize(4);
    SeriesSnapshot other = family.series().get(3);
    assertThat(other.labels().values()).containsExactly("other", "other");
    assertThat(((SeriesSnapshot.Buckets) other).buckets().count()).isEqualTo(7);
    assertThat(overflow(small)).isEqualTo(7);
  }

  @Test
  void gauges_beyondTheCap_areNotShown() {
    SondeMeterRegistry small = RegistryOptions.defaults().withMaxSeriesPerMetric(2).openRegistry();
    for (int i = 0; i < 5; i++) {
      Gauge.builder("g", () -> 7).tag("pool", "p" + i).register(small);
      FunctionCounter.builder("f", 7, Integer::doubleValue).tag("pool", "p" + i).register(small);
    }
    assertThat(family(small, "g").series()).hasSize(2);
    assertThat(family(small, "f_total").series()).hasSize(2);
  }

  @Test
  void removal_ofASeries_freesItsPlace() {
    SondeMeterRegistry small = RegistryOptions.defaults().withMaxSeriesPerMetric(1).openRegistry();
    for (int i = 0; i < 5; i++) {
      Timer timer = small.timer("t", "route", "r" + i);
      assertThat(timer.getId().getTag("route")).isEqualTo("r" + i);
      small.remove(timer);
    }
    assertThat(small.snapshot().families()).isEmpty();
  }

  @Test
  void removal_underLaterCommonTags_freesItsPlace() {
    SondeMeterRegistry small = RegistryOptions.defaults().withMaxSeriesPerMetric(1).openRegistry();
    small.config().commonTags("app", "shop");
    for (int i = 0; i < 3; i++) {
      Timer timer = small.timer("t", "route", "r" + i);
      assertThat(timer.getId().getTag("route")).isEqualTo("r" + i);
      small.remove(timer);
    }
  }

  @Test
  void series_ofConcurrentRegistrations_neverExceedTheCap() throws InterruptedException {
    SondeMeterRegistry small = RegistryOptions.defaults().withMaxSeriesPerMetric(50).openRegistry();
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      int first = t * 500;
      threads.add(
          new Thread(
              () -> {
                try {
                  go.await();
                } catch (InterruptedException stop) {
                  return;
                }
                for (int i = 0; i < 500; i++) {
                  small.counter("c", "key", "k" + (first + i)).increment();
                }
              }));
    }
    threads.forEach(Thread::start);
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    List<SeriesSnapshot> series = family(small, "c_total").series();
    assertThat(series).hasSize(51);
    double sum = series.stream().mapToDouble(s -> ((SeriesSnapshot.Value) s).value()).sum();
    assertThat(sum).isEqualTo(4000);
    assertThat(overflow(small)).isEqualTo(4000 - 50);
  }

  @Test
  void routes_aMillionDistinct_takeBoundedMemory() {
    for (int i = 0; i < 2_000; i++) {
      registry.timer("http", "route", "/warm/" + i).record(Duration.ofMillis(1));
    }
    long beforeBytes = usedHeapBytes();
    for (int i = 0; i < 1_000_000; i++) {
      registry.timer("http", "route", "/r/" + i).record(Duration.ofMillis(1));
    }
    long grownBytes = usedHeapBytes() - beforeBytes;
    assertThat(grownBytes).isLessThan(4_000_000);
    assertThat(registry.getMeters()).hasSize(1_001);
    assertThat(overflow(registry)).isEqualTo(1_001_000);
  }

  private static long usedHeapBytes() {
    Runtime runtime = Runtime.getRuntime();
    long usedBytes = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      usedBytes = Math.min(usedBytes, runtime.totalMemory() - runtime.freeMemory());
    }
    return usedBytes;
  }

  @Test
  void names_thatClashInPrometheus_keepTheFirstAndCountTheOther() {
    registry.counter("a.b", "x", "1").increment();
    registry.counter("a_b", "x", "1").increment(5);
    Gauge.builder("a.b.total", () -> 9).register(registry);
    FamilySnapshot family = family(registry, "a_b_total");
    assertThat(family.type()).isEqualTo(MetricType.COUNTER);
    assertThat(family.series()).hasSize(1);
    assertThat(((SeriesSnapshot.Value) family.series().get(0)).value()).isEqualTo(1);
    assertThat(overflow(registry)).isEqualTo(2);
  }

  @Test
  void gauge_thatThrowsOrHasNothingToSay_isLeftOut() {
    AtomicInteger asked = new AtomicInteger();
    Gauge.builder(
            "broken",
            () -> {
              asked.incrementAndGet();
              throw new IllegalStateException("gauge");
            })
        .register(registry);
    Gauge.builder("unknown", () -> Double.NaN).register(registry);
    Gauge.builder("fine", () -> 1).register(registry);
    assertThat(registry.snapshot().families())
        .extracting(FamilySnapshot::name)
        .containsExactly("fine");
    assertThat(asked).hasPositiveValue();
  }

  @Test
  void histograms_ofAName_carryAllCells() {
    registry.timer("t", "k", "a").record(Duration.ofMillis(10));
    registry.timer("t", "k", "b").record(Duration.ofMillis(20));
    assertThat(registry.histograms("t_seconds")).hasSize(2);
    assertThat(registry.histograms("t_seconds").get(1).snapshot().max()).isEqualTo(20_000_000);
    assertThat(registry.histograms("nothing")).isEmpty();
  }

  static FamilySnapshot family(SondeMeterRegistry registry, String name) {
    return registry.snapshot().families().stream()
        .filter(family -> family.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static BucketSnapshot buckets(SondeMeterRegistry registry, String name) {
    return ((SeriesSnapshot.Buckets) family(registry, name).series().get(0)).buckets();
  }

  private static double overflow(SondeMeterRegistry registry) {
    return family(registry, "sonde_overflow_total").series().stream()
        .mapToDouble(series -> ((SeriesSnapshot.Value) series).value())
        .sum();
  }
}
