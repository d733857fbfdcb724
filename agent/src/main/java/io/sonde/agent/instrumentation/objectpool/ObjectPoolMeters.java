package io.sonde.agent.instrumentation.objectpool;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sonde.agent.instrumentation.Overflow;
import io.sonde.agent.instrumentation.ProbeContext;
import java.time.Duration;

/** Where the meters of object pools are registered. */
final class ObjectPoolMeters {

  static final String POOL = "object_pool_name";

  private final MeterRegistry registry;
  private final Duration[] waitBounds;
  private final Duration[] callBounds;
  private final Overflow refusedNames;

  ObjectPoolMeters(ProbeContext context) {
    this.registry = context.registry();
    this.waitBounds = context.waitBounds();
    this.callBounds = context.callBounds();
    this.refusedNames = new Overflow(registry, "object_pool_labels");
  }

  /** Counts a pool that has no name of its own. */
  void refuseName() {
    refusedNames.increment();
  }

  Timer waits(String pool) {
    return Timer.builder("object.pool.wait_time")
        .description("Time a caller spent in borrowObject, failures and time-outs included.")
        .tag(POOL, pool)
        .serviceLevelObjectives(waitBounds)
        .register(registry);
  }

  Timer uses(String pool) {
    return Timer.builder("object.pool.use_time")
        .description("Time from borrowing an object to giving it back.")
        .tag(POOL, pool)
        .serviceLevelObjectives(callBounds)
        .register(registry);
  }

  Timer creations(String pool) {
    return Timer.builder("object.pool.create_time")
        .description("Time the pool took to create an object.")
        .tag(POOL, pool)
        .serviceLevelObjectives(callBounds)
        .register(registry);
  }

  Counter timeouts(String pool) {
    return Counter.builder("object.pool.timeouts")
        .description("Calls of borrowObject that got nothing because the pool was exhausted.")
        .tag(POOL, pool)
        .register(registry);
  }

  Counter destroyed(String pool) {
    return Counter.builder("object.pool.destroyed")
        .description("Objects that the pool gave up.")
        .tag(POOL, pool)
        .register(registry);
  }
}
