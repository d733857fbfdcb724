package io.sonde.agent.instrumentation.objectpool;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.bootstrap.SondeProbe;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Records how long callers wait for an object; of calls of the same pool within each other the
 * outermost.
 */
final class BorrowProbe extends SondeProbe {

  private final ObjectPools pools;
  private final WeakIdentityTable<Hold> holds;
  private final RequestLedger requests;

  BorrowProbe(ObjectPools pools, WeakIdentityTable<Hold> holds, RequestLedger requests) {
    this.pools = pools;
    this.holds = holds;
    this.requests = requests;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    long[] state = CallState.current();
    if (state[CallState.MUTED] != 0 || self == null) {
      return 0L;
    }
    ObjectPoolHandle handle = pools.of(self).handle();
    if (handle == null || Borrowing.isFrom(state, handle.number())) {
      return 0L;
    }
    requests.callBegins(state);
    long startNanos = CallState.now();
    Borrowing.begin(state, handle.number());
    return startNanos;
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    final long endNanos = CallState.now();
    long[] state = CallState.current();
    boolean hadNoRoom = Borrowing.end(state);
    requests.callEnds(state, RequestLedger.POOL, endNanos - token);
    ObjectPoolHandle handle = self == null ? null : pools.of(self).handle();
    if (handle == null) {
      return;
    }
    // the same exception says that a new object is no good, and then there was room for it
    boolean inVain =
        hadNoRoom && thrown != null && thrown.getClass() == NoSuchElementException.class;
    handle.recordWait(endNanos - token, inVain);
    if (result != null) {
      lent(result, handle, endNanos);
    }
  }

  private void lent(Object object, ObjectPoolHandle handle, long nowNanos) {
    Hold hold = holds.find(object, handle);
    if (hold == null) {
      hold = new Hold(handle);
      if (!holds.add(object, hold)) {
        return;
      }
    }
    hold.begin(nowNanos);
  }
}
