package io.sonde.exporters.registry;

import io.micrometer.core.instrument.AbstractMeter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * A distribution summary over a {@link StripedHistogram}.
 *
 * <p>Amounts are counted in whole units, rounded up so that counts at whole bounds stay exact, or
 * in millionths if a bound is a fraction. The sum is that of the amounts as given.
 */
final class HdrSummary extends AbstractMeter implements DistributionSummary {
  private final StripedHistogram histogram;
  private final double scale;
  private final DoubleAdder roundedOff = new DoubleAdder();

  HdrSummary(Meter.Id id, CellLayout layout, double scale) {
    super(id);
    this.histogram = new StripedHistogram(layout);
    this.scale = scale;
  }

  @Override
  public void record(double amount) {
    double scaled = amount * scale;
    if (!(scaled >= 0)) {
      return;
    }
    double valuesPerUnit = histogram.layout().valuesPerUnit;
    long value = (long) Math.ceil(scaled * valuesPerUnit);
    histogram.record(value);
    double difference = scaled - value / valuesPerUnit;
    if (difference != 0 && !Double.isInfinite(scaled)) {
      roundedOff.add(difference);
    }
  }

  BucketSnapshot buckets() {
    return histogram.buckets(roundedOff.sum());
  }

  StripedHistogram histogram() {
    return histogram;
  }

  @Override
  public long count() {
    return histogram.count();
  }

  @Override
  public double totalAmount() {
    return histogram.sum() / histogram.layout().valuesPerUnit + roundedOff.sum();
  }

  /** The maximum since the start; it does not decay. */
  @Override
  public double max() {
    return histogram.max() / histogram.layout().valuesPerUnit;
  }

  @Override
  public io.micrometer.core.instrument.distribution.HistogramSnapshot takeSnapshot() {
    HistogramSnapshot snapshot = histogram.snapshot();
    double valuesPerUnit = snapshot.valuesPerUnit();
    CountAtBucket[] buckets = new CountAtBucket[snapshot.boundCount()];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] =
          new CountAtBucket(
              snapshot.bound(i) / valuesPerUnit, (double) snapshot.cumulativeCount(i));
    }
    return new io.micrometer.core.instrument.distribution.HistogramSnapshot(
        snapshot.count(), totalAmount(), snapshot.max() / valuesPerUnit, null, buckets, null);
  }
}
