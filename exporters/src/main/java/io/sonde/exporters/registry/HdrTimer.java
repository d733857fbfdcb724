package io.sonde.exporters.registry;

import io.micrometer.core.instrument.AbstractMeter;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A timer over a {@link StripedHistogram} of nanoseconds; negative times are not recorded. */
final class HdrTimer extends AbstractMeter implements Timer {
  private final Clock clock;
  private final StripedHistogram histogram;

  HdrTimer(Meter.Id id, Clock clock, CellLayout layout) {
    super(id);
    this.clock = clock;
    this.histogram = new StripedHistogram(layout);
  }

  StripedHistogram histogram() {
    return histogram;
  }

  @Override
  public void record(long amount, TimeUnit unit) {
    if (amount >= 0) {
      histogram.record(unit.toNanos(amount));
    }
  }

  @Override
  public <T extends @Nullable Object> T record(Supplier<T> task) {
    long startNanos = clock.monotonicTime();
    try {
      return task.get();
    } finally {
      recordSince(startNanos);
    }
  }

  @Override
  public <T extends @Nullable Object> T recordCallable(Callable<T> task) throws Exception {
    long startNanos = clock.monotonicTime();
    try {
      return task.call();
    } finally {
      recordSince(startNanos);
    }
  }

  @Override
  public void record(Runnable task) {
    long startNanos = clock.monotonicTime();
    try {
      task.run();
    } finally {
      recordSince(startNanos);
    }
  }

  private void recordSince(long startNanos) {
    record(clock.monotonicTime() - startNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public long count() {
    return histogram.count();
  }

  @Override
  public double totalTime(TimeUnit unit) {
    return nanosTo(histogram.sum(), unit);
  }

  /** The maximum since the start; it does not decay. */
  @Override
  public double max(TimeUnit unit) {
    return nanosTo(histogram.max(), unit);
  }

  @Override
  public TimeUnit baseTimeUnit() {
    return TimeUnit.SECONDS;
  }

  @Override
  public io.micrometer.core.instrument.distribution.HistogramSnapshot takeSnapshot() {
    HistogramSnapshot snapshot = histogram.snapshot();
    CountAtBucket[] buckets = new CountAtBucket[snapshot.boundCount()];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] =
          new CountAtBucket((double) snapshot.bound(i), (double) snapshot.cumulativeCount(i));
    }
    return new io.micrometer.core.instrument.distribution.HistogramSnapshot(
        snapshot.count(), snapshot.sum(), snapshot.max(), null, buckets, null);
  }

  private static double nanosTo(long nanos, TimeUnit unit) {
    return nanos / (double) unit.toNanos(1);
  }
}
