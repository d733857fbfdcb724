package io.sonde.agent.instrumentation.objectpool;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Counts objects that a pool gives up, also where its factory fails to end them. */
final class DestroyProbe extends SondeProbe {

  private final ObjectPools pools;

  DestroyProbe(ObjectPools pools) {
    this.pools = pools;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    boolean isMuted = CallState.current()[CallState.MUTED] != 0;
    return isMuted || self == null || pools.of(self).handle() == null ? 0L : 1L;
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    ObjectPoolHandle handle = self == null ? null : pools.of(self).handle();
    if (handle != null) {
      handle.countDestroyed();
      // if it is one that was to be lent and is no good, what follows is no time-out
      Borrowing.hadRoom(CallState.current(), handle.number(), true);
    }
  }

  @Override
  public void exitCount(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      long count,
      @Nullable Throwable thrown) {
    if (count != 0 || thrown != null) {
      exit(token, self, first, second, null, thrown);
    }
  }
}
