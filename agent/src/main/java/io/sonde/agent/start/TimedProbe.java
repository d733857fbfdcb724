package io.sonde.agent.start;

import io.sonde.bootstrap.SondeProbe;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a probe for some milliseconds and adds up how long the probe takes; or, while the
 * probe is switched off, how often it would be called.
 */
final class TimedProbe extends SondeProbe {

  /**
   * What one call counts at most, in nanoseconds. Whatever seems to take longer was interrupted by
   * the scheduler or a collection, which a window of milliseconds must not blame on the probe.
   */
  static final long MAX_NANOS = 20_000;

  private final SondeProbe probe;
  private final LongSupplier clockNanos;
  private final LongAdder nanos;
  private final long clockCostNanos;
  private final @Nullable LongAdder calls;
  private final boolean isOff;

  /**
   * Makes one.
   *
   * @param nanos where the time goes
   * @param clockCostNanos what a reading of the clock takes, which is left out
   * @param calls where beginnings are counted, null if they are not
   * @param isOff whether the probe is told of ends alone
   */
  TimedProbe(
      SondeProbe probe,
      LongSupplier clockNanos,
      LongAdder nanos,
      long clockCostNanos,
      @Nullable LongAdder calls,
      boolean isOff) {
    this.probe = probe;
    this.clockNanos = clockNanos;
    this.nanos = nanos;
    this.clockCostNanos = clockCostNanos;
    this.calls = calls;
    this.isOff = isOff;
  }

  /** Whom it stands before. */
  SondeProbe probe() {
    return probe;
  }

  private void add(long startNanos) {
    long spent = clockNanos.getAsLong() - startNanos - clockCostNanos;
    nanos.add(Math.max(0, Math.min(spent, MAX_NANOS)));
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    if (calls != null) {
      calls.increment();
    }
    if (isOff) {
      return 0L;
    }
    long start = clockNanos.getAsLong();
    try {
      return probe.enter(self, first, second);
    } finally {
      add(start);
    }
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    long start = clockNanos.getAsLong();
    try {
      probe.exit(token, self, first, second, result, thrown);
    } finally {
      add(start);
    }
  }

  @Override
  public void exitCount(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      long count,
      @Nullable Throwable thrown) {
    long start = clockNanos.getAsLong();
    try {
      probe.exitCount(token, self, first, second, count, thrown);
    } finally {
      add(start);
    }
  }
}
