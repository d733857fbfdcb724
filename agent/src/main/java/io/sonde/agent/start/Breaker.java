package io.sonde.agent.start;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Switches measuring off when Sonde itself could be the trouble: its threads use more than 5 % of a
 * core over 30 s (without what somebody asks for), the heap is more than 95 % full after a
 * collection, or 100 errors were swallowed within a minute. It does so once and does not switch on
 * again.
 *
 * <p>{@link #tick} is called once a second by one thread; {@code reason} is read by others.
 */
final class Breaker {

  static final double MAX_CPU_RATIO = 0.05;
  static final int CPU_SECONDS = 30;
  static final double MAX_HEAP_RATIO = 0.95;
  static final long MAX_ERRORS = 100;
  static final int ERROR_SECONDS = 60;

  private final LongSupplier clockNanos;
  private final LongSupplier cpuNanos;
  private final DoubleSupplier heapUsedRatio;
  private final LongSupplier errors;
  private final Consumer<String> trip;

  /** Readings of one a second, oldest first. */
  private final Deque<long[]> readings = new ArrayDeque<>();

  private volatile @Nullable String reason;

  /**
   * Makes a breaker that has not tripped.
   *
   * @param clockNanos monotonic time
   * @param cpuNanos CPU time of Sonde's threads that work unasked since they started
   * @param heapUsedRatio share of the heap in use after the last collection, 0 if unknown
   * @param errors errors swallowed so far
   * @param trip told the reason, once
   */
  Breaker(
      LongSupplier clockNanos,
      LongSupplier cpuNanos,
      DoubleSupplier heapUsedRatio,
      LongSupplier errors,
      Consumer<String> trip) {
    this.clockNanos = clockNanos;
    this.cpuNanos = cpuNanos;
    this.heapUsedRatio = heapUsedRatio;
    this.errors = errors;
    this.trip = trip;
  }

  /** Why measuring is off, or null while it is on. */
  @Nullable String reason() {
    return reason;
  }

  /** Takes a reading and decides. */
  void tick() {
    if (reason != null) {
      return;
    }
    long[] now = {clockNanos.getAsLong(), cpuNanos.getAsLong(), errors.getAsLong()};
    readings.add(now);
    while (now[0] - readings.getFirst()[0] > ERROR_SECONDS * 1_000_000_000L) {
      readings.removeFirst();
    }
    String found = judge(now);
    if (found != null) {
      reason = found;
      trip.accept(found);
    }
  }

  private @Nullable String judge(long[] now) {
    long errorsLately = now[2] - readings.getFirst()[2];
    if (errorsLately >= MAX_ERRORS) {
      return errorsLately + " errors of its own within a minute";
    }
    double heap = heapUsedRatio.getAsDouble();
    if (heap > MAX_HEAP_RATIO) {
      return "the heap is " + Math.round(heap * 100) + " % full after a collection";
    }
    double cpu = cpuRatio(now);
    if (cpu > MAX_CPU_RATIO) {
      return "its threads used " + Math.round(cpu * 100) + " % of a core for " + CPU_SECONDS + " s";
    }
    return null;
  }

  /** Share of a core over the last 30 s; 0 until there are readings of so long. */
  private double cpuRatio(long[] now) {
    long[] then = null;
    for (long[] reading : readings) {
      if (now[0] - reading[0] >= CPU_SECONDS * 1_000_000_000L) {
        then = reading;
      }
    }
    return then == null ? 0 : (double) (now[1] - then[1]) / (now[0] - then[0]);
  }
}
