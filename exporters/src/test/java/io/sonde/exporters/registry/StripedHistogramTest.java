package io.sonde.exporters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class StripedHistogramTest {

  @Test
  void counts_aroundEveryBound_areExact() {
    for (long[] bounds : List.of(Bounds.CALL_NANOS, Bounds.WAIT_NANOS, closeTogether())) {
      StripedHistogram histogram = new StripedHistogram(CellLayout.ofNanos(bounds));
      List<Long> values = new ArrayList<>();
      for (long bound : bounds) {
        for (long value : new long[] {bound - 1, bound, bound + 1}) {
          histogram.record(value);
          values.add(value);
        }
      }
      assertExact(histogram, bounds, values.stream().mapToLong(Long::longValue).toArray());
    }
  }

  @Test
  void percentile_thatEndsAtAValue_isThatValue() {
    StripedHistogram histogram = new StripedHistogram(CellLayout.ofNanos(Bounds.CALL_NANOS));
    histogram.record(9_000_000_000L);
    for (int i = 0; i < 999; i++) {
      histogram.record(1_000_000);
    }

    // 99.9 is no binary fraction: 99.9 / 100 * 1000 is a little more than 999
    assertThat(histogram.snapshot().valueAtPercentile(99.9)).isLessThan(1_008_000);
    assertThat(histogram.snapshot().valueAtPercentile(99.91)).isEqualTo(9_000_000_000L);
    assertThat(histogram.snapshot().valueAtPercentile(100)).isEqualTo(9_000_000_000L);
    assertThat(histogram.snapshot().valueAtPercentile(0)).isLessThan(1_008_000);
  }

  /** Bounds of which several fall into one cell, and one at the end of a cell. */
  private static long[] closeTogether() {
    return new long[] {1_000_000, 1_000_001, 1_000_003, 1_000_007, 1_003_519, 1_003_520};
  }

  @Test
  void counts_ofRandomValues_areExactAtBounds() {
    StripedHistogram histogram = new StripedHistogram(CellLayout.ofNanos(Bounds.WAIT_NANOS));
    long[] values = randomNanos(new Random(1), 200_000);
    for (long value : values) {
      histogram.record(value);
    }
    assertExact(histogram, Bounds.WAIT_NANOS, values);
  }

  @Test
  void records_ofEightThreads_areAllCounted() throws InterruptedException {
    int threadCount = 8;
    int perThread = 300_000;
    StripedHistogram histogram = new StripedHistogram(CellLayout.ofNanos(Bounds.CALL_NANOS));
    long[] all = new long[threadCount * perThread];
    List<Thread> threads = new ArrayList<>();
    CountDownLatch go = new CountDownLatch(1);
    for (int t = 0; t < threadCount; t++) {
      long[] values = randomNanos(new Random(t), perThread);
      System.arraycopy(values, 0, all, t * perThread, perThread);
      threads.add(
          new Thread(
              () -> {
                awaitQuietly(go);
                for (long value : values) {
                  histogram.record(value);
                }
              }));
    }
    threads.forEach(Thread::start);
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertExact(histogram, Bounds.CALL_NANOS, all);
  }

  @Test
  void snapshots_duringRecording_areMonotoneAndLoseNothing() throws InterruptedException {
    StripedHistogram histogram = new StripedHistogram(CellLayout.ofNanos(Bounds.CALL_NANOS));
    AtomicBoolean recording = new AtomicBoolean(true);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Random random = new Random(t);
      threads.add(
          new Thread(
              () -> {
                for (long value : randomNanos(random, 200_000)) {
                  histogram.record(value);
                }
              }));
    }
    Thread reader = new Thread(() -> readUntil(recording, histogram));
    List<Throwable> failures = new ArrayList<>();
    reader.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
    reader.start();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    recording.set(false);
    reader.join();
    assertThat(failures).isEmpty();
    assertThat(histogram.buckets(0).count()).isEqualTo(800_000);
  }

  private static void readUntil(AtomicBoolean recording, StripedHistogram histogram) {
    long lastCount = 0;
    while (recording.get()) {
      BucketSnapshot buckets = histogram.buckets(0);
      for (int i = 1; i <= buckets.boundLabels().size(); i++) {
        assertThat(buckets.cumulativeCount(i))
            .isGreaterThanOrEqualTo(buckets.cumulativeCount(i - 1));
      }
      assertThat(buckets.count()).isGreaterThanOrEqualTo(lastCount);
      lastCount = buckets.count();
      HistogramSnapshot snapshot = histogram.snapshot();
      assertThat(snapshot.toHdr().getTotalCount()).isEqualTo(snapshot.count());
    }
  }

  @Test
  void percentiles_ofRandomValues_areWithinOnePercent() {
    StripedHistogram histogram = new StripedHistogram(CellLayout.ofNanos(Bounds.CALL_NANOS));
    long[] values = randomNanos(new Random(3), 100_000);
    for (long value : values) {
      histogram.record(value);
    }
    Arrays.sort(values);
    HistogramSnapshot snapshot = histogram.snapshot();
    Histogram hdr = snapshot.toHdr();
    for (double percentile : new double[] {1, 10, 50, 75, 90, 95, 99, 99.9, 99.99, 100}) {
      int rank = (int) Math.max(1, Math.ceil(percentile * values.length / 100));
      long exact = values[rank - 1];
      assertThat(snapshot.valueAtPercentile(percentile))
          .isBetween(exact, (long) (exact * 1.01) + 8);
      assertThat((double) hdr.getValueAtPercentile(percentile))
          .isCloseTo((double) exact, within(exact * 0.01 + 8));
    }
  }

  @Test
  void snapshot_withoutRecords_isEmpty() {
    HistogramSnapshot empty =
        new StripedHistogram(CellLayout.ofNanos(Bounds.CALL_NANOS)).snapshot();
    assertThat(empty.count()).isZero();
    assertThat(empty.max()).isZero();
    assertThat(empty.valueAtPercentile(99)).isZero();
    assertThat(empty.toHdr().getTotalCount()).isZero();
  }

  @Test
  void record_aboveTheRange_isClippedCountedAndSummedExactly() {
    CellLayout layout = CellLayout.ofNanos(Bounds.CALL_NANOS);
    StripedHistogram histogram = new StripedHistogram(layout);
    histogram.record(layout.highestValue);
    histogram.record(layout.highestValue + 1);
    histogram.record(2 * layout.highestValue);
    HistogramSnapshot snapshot = histogram.snapshot();
    assertThat(snapshot.count()).isEqualTo(3);
    assertThat(snapshot.clippedCount()).isEqualTo(2);
    assertThat(snapshot.sum()).isEqualTo(4 * layout.highestValue + 1);
    assertThat(snapshot.max()).isEqualTo(2 * layout.highestValue);
    assertThat(snapshot.cumulativeCount(snapshot.boundCount() - 1)).isZero();
  }

  @Test
  void record_ofAnAbsurdValue_doesNotOverflowTheSum() {
    StripedHistogram histogram = new StripedHistogram(CellLayout.ofNanos(Bounds.CALL_NANOS));
    for (int i = 0; i < 100; i++) {
      histogram.record(Long.MAX_VALUE);
    }
    histogram.record(-5);
    assertThat(histogram.sum()).isPositive();
    assertThat(histogram.count()).isEqualTo(101);
  }

  @Test
  void memory_ofATypicalSeries_isAFewPages() {
    StripedHistogram histogram = new StripedHistogram(CellLayout.ofNanos(Bounds.CALL_NANOS));
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      // 1 ms to 16 ms: four octaves, which may touch five pages
      histogram.record(1_000_000 + random.nextInt(15_000_000));
    }
    assertThat(histogram.stripeCount()).isEqualTo(1);
    assertThat(histogram.pagesInUse()).isLessThanOrEqualTo(5);
  }

  private static void assertExact(StripedHistogram histogram, long[] bounds, long[] values) {
    Arrays.sort(values);
    HistogramSnapshot snapshot = histogram.snapshot();
    BucketSnapshot buckets = histogram.buckets(0);
    for (int i = 0; i < bounds.length; i++) {
      long bound = bounds[i];
      long exact = Arrays.stream(values).filter(value -> value <= bound).count();
      assertThat(snapshot.cumulativeCount(i)).as("at most %d", bound).isEqualTo(exact);
      assertThat(buckets.cumulativeCount(i)).as("at most %d", bound).isEqualTo(exact);
    }
    assertThat(snapshot.count()).isEqualTo(values.length);
    assertThat(buckets.count()).isEqualTo(values.length);
    assertThat(histogram.count()).isEqualTo(values.length);
    assertThat(snapshot.sum()).isEqualTo(Arrays.stream(values).sum());
    assertThat(snapshot.max()).isEqualTo(values[values.length - 1]);
    assertThat(snapshot.toHdr().getTotalCount()).isEqualTo(values.length);
  }

  private static long[] randomNanos(Random random, int count) {
    // log-uniform from 1 µs to 17 s
    return random.doubles(count).mapToLong(d -> (long) (1_000 * Math.pow(2, d * 24))).toArray();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
