package io.sonde.agent.instrumentation.pool;

import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * Records how long a connection was held, when its {@code close} begins.
 *
 * <p>Only the object that {@code getConnection} returned has a lease: a nested close finds none,
 * and neither does a second one.
 */
final class ReleaseProbe extends SondeProbe {

  private final Leases leases;

  ReleaseProbe(Leases leases) {
    this.leases = leases;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    if (self != null) {
      leases.closed(self);
    }
    return 0L;
  }
}
