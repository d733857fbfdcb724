package io.sonde.agent.instrumentation.resilience;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sonde.agent.instrumentation.LibraryMethod;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The meters of the circuit breakers of one name.
 *
 * <p>Concurrency: {@code breakers} is a concurrent list, the rest is set once. A breaker that two
 * threads use first at the same time may be listed twice, which changes no state that is shown.
 */
final class NamedBreaker {

  static final int SUCCESSFUL = 0;
  static final int FAILED = 1;
  static final int IGNORED = 2;

  private static final String[] KINDS = {"successful", "failed", "ignored"};

  private static final List<String> STATES =
      List.of("CLOSED", "OPEN", "HALF_OPEN", "FORCED_OPEN", "DISABLED", "METRICS_ONLY");

  private static final LibraryMethod STATE =
      new LibraryMethod("io.github.resilience4j.circuitbreaker.CircuitBreaker", "getState");

  private final List<WeakReference<Object>> breakers = new CopyOnWriteArrayList<>();
  private final Timer[] calls = new Timer[KINDS.length];
  private final Counter refused;

  NamedBreaker(String name, MeterRegistry registry, Duration[] callBounds) {
    for (int kind = 0; kind < KINDS.length; kind++) {
      calls[kind] =
          Timer.builder("resilience4j.circuitbreaker.calls")
              .description("Calls that a circuit breaker let pass, by what it made of them.")
              .tags("name", name, "kind", KINDS[kind])
              .serviceLevelObjectives(callBounds)
              .register(registry);
    }
    refused =
        Counter.builder("resilience4j.circuitbreaker.not.permitted.calls")
            .description("Calls that a circuit breaker refused.")
            .tags("name", name, "kind", "not_permitted")
            .register(registry);
    for (String state : STATES) {
      Gauge.builder("resilience4j.circuitbreaker.state", this, named -> named.in(state))
          .description("1 for the state that a circuit breaker is in.")
          .tags("name", name, "state", state.toLowerCase(Locale.ROOT))
          .strongReference(true)
          .register(registry);
    }
  }

  /** Adds a breaker whose state is shown as long as it lives. */
  void add(Object breaker) {
    breakers.removeIf(reference -> reference.refersTo(null));
    breakers.add(new WeakReference<>(breaker));
  }

  /** Records a call. */
  void recordCall(int kind, long nanos) {
    calls[kind].record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Counts a call that was refused. */
  void recordRefusal() {
    refused.increment();
  }

  private double in(String state) {
    for (WeakReference<Object> reference : breakers) {
      if (STATE.call(reference.get()) instanceof Enum<?> now && now.name().equals(state)) {
        return 1;
      }
    }
    return 0;
  }
}
