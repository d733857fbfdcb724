package io.sonde.exporters.registry;

import io.micrometer.core.instrument.AbstractMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** A cumulative counter, exact for whole amounts; negative amounts are not counted. */
final class StripedCounter extends AbstractMeter implements Counter {
  private static final double EXACT = 1L << 53;

  private final LongAdder whole = new LongAdder();
  private final DoubleAdder fraction = new DoubleAdder();

  StripedCounter(Meter.Id id) {
    super(id);
  }

  @Override
  public void increment(double amount) {
    if (!(amount > 0)) {
      return;
    }
    long units = (long) amount;
    if (units == amount && amount < EXACT) {
      whole.add(units);
    } else {
      fraction.add(amount);
    }
  }

  @Override
  public double count() {
    return whole.sum() + fraction.sum();
  }
}
