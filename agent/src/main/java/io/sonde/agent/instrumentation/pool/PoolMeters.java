package io.sonde.agent.instrumentation.pool;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sonde.agent.instrumentation.Overflow;
import io.sonde.agent.instrumentation.ProbeContext;
import java.time.Duration;

/** Where the meters of pools are registered, under one set of names for all of them. */
final class PoolMeters {

  static final String WAIT = "db.client.connection.wait_time";
  static final String USE = "db.client.connection.use_time";
  static final String CREATE = "db.client.connection.create_time";
  static final String TIMEOUTS = "db.client.connection.timeouts";
  static final String POOL = "db_client_connection_pool_name";

  private final MeterRegistry registry;
  private final Duration[] waitBounds;
  private final Duration[] callBounds;
  private final Overflow refusedNames;
  private final Overflow refusedCreations;

  PoolMeters(ProbeContext context) {
    this.registry = context.registry();
    this.waitBounds = context.waitBounds();
    this.callBounds = context.callBounds();
    this.refusedNames = new Overflow(registry, "pool_labels");
    this.refusedCreations = new Overflow(registry, "pool_creations");
  }

  /** Counts a pool that has no name of its own. */
  void refuseName() {
    refusedNames.increment();
  }

  /** Counts a creation that was not recorded, because its pool was not known for too long. */
  void refuseCreation() {
    refusedCreations.increment();
  }

  Timer waits(String pool) {
    return Timer.builder(WAIT)
        .description("Time a caller spent in getConnection, failures and time-outs included.")
        .tag(POOL, pool)
        .serviceLevelObjectives(waitBounds)
        .register(registry);
  }

  Timer uses(String pool) {
    return Timer.builder(USE)
        .description("Time from getting a connection to closing it.")
        .tag(POOL, pool)
        .serviceLevelObjectives(callBounds)
        .register(registry);
  }

  Timer creations(String pool) {
    return Timer.builder(CREATE)
        .description("Time the pool took to open a connection to the database.")
        .tag(POOL, pool)
        .serviceLevelObjectives(callBounds)
        .register(registry);
  }

  Counter timeouts(String pool) {
    return Counter.builder(TIMEOUTS)
        .description("Calls of getConnection that ended in a time-out.")
        .tag(POOL, pool)
        .register(registry);
  }
}
