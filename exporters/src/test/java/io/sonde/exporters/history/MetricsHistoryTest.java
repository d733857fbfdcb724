package io.sonde.exporters.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.sonde.exporters.registry.CellCounts;
import io.sonde.exporters.registry.RegistryOptions;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class MetricsHistoryTest {
  private static final long START = 1_700_000_000_000L - 1_700_000_000_000L % 900_000;
  private static final double[] PERCENTILES = {1, 50, 90, 95, 99, 99.9, 100};

  private final SondeMeterRegistry registry = RegistryOptions.defaults().openRegistry();
  private final MetricsHistory history =
      new MetricsHistory(registry, MetricsHistory.DEFAULT_BUDGET_BYTES);

  private record Raw(long atMillis, long nanos) {}

  @Test
  void percentiles_over20RandomWindowsOf14Days_areThoseOfTheRawValues() {
    Random random = new Random(42);
    Timer one = Timer.builder("call").tag("route", "a").register(registry);
    Timer two = Timer.builder("call").tag("route", "b").register(registry);
    history.tick(START);
    List<Raw> raw = new ArrayList<>();
    long end = START + Duration.ofDays(14).toMillis();
    for (long at = START; at < end; at += 1_000) {
      int burst = random.nextInt(20) == 0 ? 1 + random.nextInt(3) : 0;
      for (int i = 0; i < burst; i++) {
        long nanos = (long) Math.exp(12 + 2.5 * random.nextGaussian());
        raw.add(new Raw(at, nanos));
        (random.nextBoolean() ? one : two).record(nanos, TimeUnit.NANOSECONDS);
      }
      history.tick(at + 1_000);
    }
    for (int window = 0; window < 20; window++) {
      long reach = new long[] {300_000, 3_600_000, 86_400_000, 1_209_600_000}[window % 4];
      long from = end - 1 - (long) (random.nextDouble() * (reach - 1));
      long step = history.resolutionMillis(from);
      from -= Math.floorMod(from, step);
      long until = from + step * (1 + random.nextInt((int) Math.max(1, (end - from) / step)));
      checkWindow(raw, from, until);
    }
  }

  @Test
  void readings_eachSecond_equalThoseOfAHistoryThatNobodyHasRead() {
    MetricsHistory unread = new MetricsHistory(registry, MetricsHistory.DEFAULT_BUDGET_BYTES);
    Random random = new Random(7);
    Timer call = Timer.builder("call").register(registry);
    history.tick(START);
    unread.tick(START);
    for (long at = START; at < START + 700_000; at += 1_000) {
      for (int i = random.nextInt(4); i > 0; i--) {
        call.record((long) Math.exp(12 + 2.5 * random.nextGaussian()), TimeUnit.NANOSECONDS);
      }
      history.tick(at + 1_000);
      unread.tick(at + 1_000);
      long step = random.nextInt(50) == 0 ? 10_000 : 5_000;
      long from = Math.floorDiv(at + 1_000 - 300_000, step) * step + step;
      int steps = (int) ((at + 1_000 - from + step - 1) / step);
      List<SeriesWindow> seen = history.read("call_seconds", from, step, steps);
      if (random.nextInt(20) == 0) {
        assertSame(seen, unread.read("call_seconds", from, step, steps));
        // so that it keeps nothing from before
        List<SeriesWindow> other = unread.read("call_seconds", from - 1_000, 1_000, 50);
        assertThat(other).hasSize(1);
      }
    }
  }

  private static void assertSame(List<SeriesWindow> one, List<SeriesWindow> two) {
    assertThat(one).hasSameSizeAs(two);
    for (int i = 0; i < one.size(); i++) {
      for (int step = 0; step < one.get(i).steps(); step++) {
        CellCounts seen = one.get(i).cells(step);
        CellCounts expected = two.get(i).cells(step);
        assertThat(seen == null).isEqualTo(expected == null);
        if (seen != null && expected != null) {
          assertThat(seen.rawSum()).isEqualTo(expected.rawSum());
          assertThat(seen.count()).isEqualTo(expected.count());
          for (int cell = 0; cell < expected.cellLimit(); cell++) {
            assertThat(seen.countAt(cell)).isEqualTo(expected.countAt(cell));
          }
        }
      }
    }
  }

  @Test
  void keptReadings_areBoundedAndLetGoWhenNobodyAsks() {
    List<Timer> calls = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      calls.add(Timer.builder("kept").tag("n", Integer.toString(i)).register(registry));
    }
    long free = history.keptLeftBytes();
    history.tick(START);
    for (int second = 0; second < 60; second++) {
      calls.forEach(call -> call.record(1, TimeUnit.MILLISECONDS));
      history.tick(START + (second + 1) * 1_000L);
    }
    for (int i = 0; i < 3; i++) {
      for (SeriesWindow window : history.read("kept_seconds", START, 1_000, 60)) {
        assertThat(Objects.requireNonNull(window.allCells()).count()).isEqualTo(60);
      }
      // sixty steps of 400 series take more than there is
      assertThat(history.keptLeftBytes()).isBetween(0L, 80_000L);
    }
    for (int second = 60; second < 90; second++) {
      history.tick(START + (second + 1) * 1_000L);
    }
    assertThat(history.keptLeftBytes()).isEqualTo(free);
  }

  private void checkWindow(List<Raw> raw, long from, long until) {
    long[] exact =
        raw.stream()
            .filter(value -> value.atMillis >= from && value.atMillis < until)
            .mapToLong(Raw::nanos)
            .sorted()
            .toArray();
    CellCounts merged = null;
    for (SeriesWindow window : history.read("call_seconds", from, until - from, 1)) {
      CellCounts cells = window.cells(0);
      if (cells != null) {
        merged = merged == null ? cells.newCounts() : merged;
        merged.add(cells);
      }
    }
    assertThat(merged == null ? 0 : merged.count()).isEqualTo(exact.length);
    if (merged == null) {
      return;
    }
    assertThat(merged.rawSum()).isEqualTo(Arrays.stream(exact).sum());
    for (double percentile : PERCENTILES) {
      int rank = (int) Math.max(1, Math.ceil(percentile / 100 * exact.length));
      double wanted = exact[rank - 1];
      assertThat(merged.percentile(percentile) * 1e9)
          .isBetween(wanted - 1e-3, wanted * (1 + 1 / 128.0) + 8);
    }
  }

  @Test
  void budget_of2000SeriesOver14Days_isKept_andWhatWasDroppedIsCounted() {
    Random random = new Random(7);
    List<Timer> timers = new ArrayList<>();
    List<AtomicReference<Double>> gauges = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      timers.add(Timer.builder("call").tag("route", "/r" + i).register(registry));
      AtomicReference<Double> value = new AtomicReference<>(0.5);
      gauges.add(value);
      Gauge.builder("level", value, AtomicReference::get).tag("n", "" + i).register(registry);
    }
    for (int i = 0; i < 200; i++) {
      Counter.builder("things").tag("n", "" + i).register(registry).increment(i);
    }
    long end = START + Duration.ofDays(14).toMillis();
    for (long at = START; at <= end; at += 900_000) {
      for (int i = 0; i < 500; i++) {
        // few are busy, most are not: the 100th is used a tenth as often as the 10th
        int series = (int) (900 * Math.pow(random.nextDouble(), 3));
        timers
            .get(series)
            .record((long) (1e6 * (1 + 50 * random.nextDouble())), TimeUnit.NANOSECONDS);
        gauges.get(series).set(random.nextDouble());
      }
      history.tick(at);
      if ((at - START) % 86_400_000 == 0) {
        history.read("call_seconds", at - 60_000, 60_000, 1);
      }
      assertThat(history.usedBytes()).isLessThanOrEqualTo(history.budgetBytes());
    }
    assertThat(history.seriesCount()).isGreaterThanOrEqualTo(2_000);
    assertThat(registry.get("sonde.overflow").tag("metric", "history").functionCounter().count())
        .isCloseTo((double) history.droppedSeries(), within(0.0));
  }

  @Test
  void budget_thatIsTooSmall_dropsWhatNobodyReadFirst() {
    MetricsHistory small = new MetricsHistory(RegistryOptions.defaults().openRegistry(), 1);
    small.tick(START);
    assertThat(small.droppedSeries()).isEqualTo(1);
    SondeMeterRegistry other = RegistryOptions.defaults().openRegistry();
    MetricsHistory tight = new MetricsHistory(other, 200_000);
    Counter wanted = Counter.builder("wanted").register(other);
    List<Counter> unwanted = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      unwanted.add(Counter.builder("unwanted").tag("n", "" + i).register(other));
    }
    tight.tick(START);
    for (int second = 1; second <= 300; second++) {
      wanted.increment(second);
      unwanted.forEach(Counter::increment);
      tight.tick(START + second * 1_000L);
      tight.read("wanted_total", START, 1_000, 1);
    }
    assertThat(tight.usedBytes()).isLessThanOrEqualTo(200_000);
    assertThat(tight.droppedSeries()).isPositive();
    assertThat(tight.read("wanted_total", START, 300_000, 1).get(0).totalIncrease())
        .isCloseTo(300 * 301 / 2.0, within(0.0));
  }

  @Test
  void counter_acrossAllTiers_addsUpToWhatWasCounted() {
    Counter counter = Counter.builder("things").register(registry);
    history.tick(START);
    long counted = 0;
    long end = START + Duration.ofHours(30).toMillis();
    for (long at = START + 1_000; at <= end; at += 1_000) {
      long more = at / 1_000 % 7;
      counter.increment((double) more);
      counted += more;
      history.tick(at);
    }
    SeriesWindow all = history.read("things_total", START, 900_000, 120).get(0);
    assertThat(all.totalIncrease()).isCloseTo((double) counted, within(0.0));
    SeriesWindow lastHour = history.read("things_total", end - 3_600_000, 60_000, 60).get(0);
    for (int step = 0; step < 60; step++) {
      long from = end / 1_000 - 3_600 + step * 60L;
      double exact = 0;
      for (long second = from + 1; second <= from + 60; second++) {
        exact += second % 7;
      }
      assertThat(lastHour.increase(step)).isCloseTo(exact, within(0.0));
    }
  }

  @Test
  void gauge_heldForHours_keepsItsValueMeanAndPeak() {
    AtomicReference<Double> value = new AtomicReference<>(4.0);
    Gauge.builder("level", value, AtomicReference::get).register(registry);
    long end = START + Duration.ofHours(26).toMillis();
    for (long at = START + 1_000; at <= end; at += 1_000) {
      // one minute of each hour at 64
      value.set((at - START - 1_000) / 60_000 % 60 == 30 ? 64.0 : 4.0);
      history.tick(at);
    }
    SeriesWindow hours = history.read("level", START, 3_600_000, 26).get(0);
    for (int hour = 0; hour < 26; hour++) {
      assertThat(hours.mean(hour)).isCloseTo(5, within(1e-6));
      assertThat(hours.max(hour)).isCloseTo(64, within(0.0));
    }
    assertThat(history.read("level", end - 10_000, 1_000, 10).get(0).last())
        .isCloseTo(4, within(0.0));
  }

  @Test
  void gauge_thatIsRemoved_endsThere() {
    AtomicReference<Double> value = new AtomicReference<>(4.0);
    Gauge gauge = Gauge.builder("level", value, AtomicReference::get).register(registry);
    history.tick(START + 1_000);
    history.tick(START + 2_000);
    registry.remove(gauge);
    history.tick(START + 3_000);
    SeriesWindow window = history.read("level", START, 1_000, 3).get(0);
    assertThat(window.mean(1)).isCloseTo(4, within(0.0));
    assertThat(window.mean(2)).isNaN();
  }

  @Test
  void histogram_ofZeros_isSeen() {
    DistributionSummary rows = DistributionSummary.builder("rows").register(registry);
    history.tick(START);
    rows.record(0);
    history.tick(START + 1_000);
    rows.record(0);
    rows.record(3);
    history.tick(START + 2_000);
    SeriesWindow window = history.read("rows", START, 1_000, 2).get(0);
    assertThat(Objects.requireNonNull(window.cells(0)).count()).isEqualTo(1);
    assertThat(Objects.requireNonNull(window.cells(1)).count()).isEqualTo(2);
    assertThat(Objects.requireNonNull(window.cells(1)).percentile(100)).isEqualTo(3.0);
  }

  @Test
  void series_thatAppearsLater_startsAtZero_andOneThatWasThereDoesNot() {
    Counter early = Counter.builder("early").register(registry);
    early.increment(1_000);
    history.tick(START);
    Counter late = Counter.builder("late").register(registry);
    late.increment(5);
    early.increment(2);
    history.tick(START + 1_000);
    assertThat(history.read("early_total", START, 1_000, 1).get(0).increase(0)).isEqualTo(2.0);
    assertThat(history.read("late_total", START, 1_000, 1).get(0).increase(0)).isEqualTo(5.0);
  }

  @Test
  void tick_thatIsNotLater_changesNothing() {
    Counter counter = Counter.builder("things").register(registry);
    history.tick(START);
    counter.increment();
    history.tick(START + 500);
    history.tick(START - 60_000);
    assertThat(history.nowMillis()).isEqualTo(START);
    history.tick(START + 1_000);
    assertThat(history.read("things_total", START, 1_000, 1).get(0).increase(0)).isEqualTo(1.0);
  }

  @Test
  void awaitTick_returnsWhenTheNextTickIsWritten() throws InterruptedException {
    history.tick(START);
    assertThat(history.awaitTickAfter(START, 1)).isFalse();
    Thread ticker = new Thread(() -> history.tick(START + 1_000));
    ticker.start();
    assertThat(history.awaitTickAfter(START, TimeUnit.SECONDS.toNanos(30))).isTrue();
    ticker.join();
  }
}
