package io.sonde.exporters.registry;

import java.time.Duration;

/**
 * What can be set about a registry, and the way to open one.
 *
 * @param maxSeriesPerMetric label sets a metric may have before further ones become {@code other}
 * @param callBoundNanos bounds of timers that ask for none
 * @param waitBoundNanos bounds of timers that ask for {@link Bounds#waits}
 */
@SuppressWarnings("ArrayRecordComponent") // read here and in the registry only, compared nowhere
public record RegistryOptions(
    int maxSeriesPerMetric, long[] callBoundNanos, long[] waitBoundNanos) {

  public RegistryOptions {
    if (maxSeriesPerMetric < 1) {
      throw new IllegalArgumentException("maxSeriesPerMetric must be at least 1");
    }
    callBoundNanos = callBoundNanos.clone();
    waitBoundNanos = waitBoundNanos.clone();
  }

  public static RegistryOptions defaults() {
    return new RegistryOptions(1_000, Bounds.CALL_NANOS, Bounds.WAIT_NANOS);
  }

  public RegistryOptions withMaxSeriesPerMetric(int max) {
    return new RegistryOptions(max, callBoundNanos, waitBoundNanos);
  }

  public RegistryOptions withCallBounds(Duration... bounds) {
    return new RegistryOptions(maxSeriesPerMetric, nanos(bounds), waitBoundNanos);
  }

  public RegistryOptions withWaitBounds(Duration... bounds) {
    return new RegistryOptions(maxSeriesPerMetric, callBoundNanos, nanos(bounds));
  }

  /**
   * Opens a registry. This is the only way in, because Micrometer's logging has to be silenced
   * before {@link SondeMeterRegistry}'s superclass is initialised.
   */
  public SondeMeterRegistry openRegistry() {
    SilentLoggerFactory.install();
    return new SondeMeterRegistry(this);
  }

  private static long[] nanos(Duration... bounds) {
    long[] nanos = new long[bounds.length];
    for (int i = 0; i < bounds.length; i++) {
      nanos[i] = bounds[i].toNanos();
    }
    return nanos;
  }
}
