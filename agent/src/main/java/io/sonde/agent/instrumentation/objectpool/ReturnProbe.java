package io.sonde.agent.instrumentation.objectpool;

import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Records how long an object was lent, when the call begins that gives it back. */
final class ReturnProbe extends SondeProbe {

  private final ObjectPools pools;
  private final WeakIdentityTable<Hold> holds;

  ReturnProbe(ObjectPools pools, WeakIdentityTable<Hold> holds) {
    this.pools = pools;
    this.holds = holds;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object object, @Nullable Object second) {
    if (self == null || object == null) {
      return 0L;
    }
    ObjectPoolHandle handle = pools.of(self).handle();
    if (handle != null) {
      Hold hold = holds.find(object, handle);
      if (hold != null) {
        hold.end(System.nanoTime());
      }
    }
    return 0L;
  }
}
