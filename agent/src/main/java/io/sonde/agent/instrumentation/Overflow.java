package io.sonde.agent.instrumentation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one of a technology's own bounds on names recorded under {@code other}: in {@code
 * sonde_overflow_total}, where the registry counts what its cap on label sets refused.
 *
 * <p>Concurrency: {@code counter} is volatile; the registry has one counter of a name. It is
 * registered when it first counts.
 */
public final class Overflow {

  private final MeterRegistry registry;
  private final String what;
  private volatile @Nullable Counter counter;

  /**
   * Has counted nothing.
   *
   * @param what the value of the label {@code metric}
   */
  public Overflow(MeterRegistry registry, String what) {
    this.registry = registry;
    this.what = what;
  }

  /** Counts one. */
  public void increment() {
    Counter known = counter;
    if (known == null) {
      known =
          Counter.builder("sonde.overflow")
              .description("What a bound dropped")
              .tag("metric", what)
              .register(registry);
      counter = known;
    }
    known.increment();
  }
}
