package io.sonde.profiler;

import java.util.Locale;

/** What a profile samples. */
public enum Event {
  /** CPU time of every thread; the weight of a stack is its number of samples. */
  CPU(10_000_000, IntervalUnit.NANOSECONDS),

  /** Heap allocation of every thread; the weight of a stack is an estimate of its bytes. */
  ALLOC(512 * 1024, IntervalUnit.BYTES);

  private final long interval;
  private final IntervalUnit intervalUnit;

  Event(long interval, IntervalUnit intervalUnit) {
    this.interval = interval;
    this.intervalUnit = intervalUnit;
  }

  /** The name in URLs, options and messages: {@code cpu}, {@code alloc}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The mean distance of two samples, in {@link #intervalUnit()}. */
  long interval() {
    return interval;
  }

  IntervalUnit intervalUnit() {
    return intervalUnit;
  }

  /** The unit of a sampling interval. */
  public enum IntervalUnit {
    /** Nanoseconds of CPU time, per thread. */
    NANOSECONDS,
    /** Bytes allocated on the heap, per thread. */
    BYTES
  }
}
