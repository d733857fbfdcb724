package io.sonde.profiler;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a profile samples. */
public enum Event {
  /** CPU time of every thread; weights are nanoseconds. */
  CPU("CPU time", 10_000_000, IntervalUnit.NANOSECONDS),

  /** Heap allocation of every thread; weights are bytes. */
  ALLOC("Allocation", 512 * 1024, IntervalUnit.BYTES),

  /**
   * Waiting for monitors and for locks of {@code java.util.concurrent}; weights are nanoseconds.
   */
  LOCK("Lock waiting", 1_000_000, IntervalUnit.NANOSECONDS),

  /** Elapsed time of every thread, running or not; weights are nanoseconds. */
  WALL("Wall-clock time", 50_000_000, IntervalUnit.NANOSECONDS),

  /** Objects that were allocated during the capture and live at its end; weights are bytes. */
  LIVE("Live objects", 512 * 1024, IntervalUnit.BYTES);

  private final String title;
  private final long interval;
  private final IntervalUnit intervalUnit;

  Event(String title, long interval, IntervalUnit intervalUnit) {
    this.title = title;
    this.interval = interval;
    this.intervalUnit = intervalUnit;
  }

  /** The name in URLs, options and messages: {@code cpu}, {@code alloc}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name in headings. */
  String title() {
    return title;
  }

  /** The mean distance of two samples of a capture, in {@link #intervalUnit()}. */
  long interval() {
    return interval;
  }

  IntervalUnit intervalUnit() {
    return intervalUnit;
  }

  /** Whether the last frame of a stack is the class of an object or of a lock. */
  boolean hasClasses() {
    return this == ALLOC || this == LOCK || this == LIVE;
  }

  static @Nullable Event of(String label) {
    for (Event event : values()) {
      if (event.label().equalsIgnoreCase(label)) {
        return event;
      }
    }
    return null;
  }

  /** The unit of a sampling interval and of weights. */
  public enum IntervalUnit {
    /** Nanoseconds of CPU, waiting or elapsed time, per thread. */
    NANOSECONDS,
    /** Bytes allocated on the heap. */
    BYTES;

    /** The name in titles and reports. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
