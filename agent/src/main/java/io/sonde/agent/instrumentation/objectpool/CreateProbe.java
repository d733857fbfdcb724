package io.sonde.agent.instrumentation.objectpool;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Records how long a pool takes to create an object, and that it had no room for one. */
final class CreateProbe extends SondeProbe {

  private final ObjectPools pools;

  CreateProbe(ObjectPools pools) {
    this.pools = pools;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    boolean isMuted = CallState.current()[CallState.MUTED] != 0;
    return isMuted || self == null || pools.of(self).handle() == null ? 0L : CallState.now();
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    final long elapsedNanos = System.nanoTime() - token;
    ObjectPoolHandle handle = self == null ? null : pools.of(self).handle();
    if (handle == null) {
      return;
    }
    Borrowing.hadRoom(CallState.current(), handle.number(), result != null || thrown != null);
    if (result != null) {
      handle.recordCreation(elapsedNanos);
    }
  }
}
