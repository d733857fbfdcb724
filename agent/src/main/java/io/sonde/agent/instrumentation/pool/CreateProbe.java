package io.sonde.agent.instrumentation.pool;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * Records how long pools take to open a connection, on whatever thread they do so.
 *
 * <p>While they do, a call of a data source behind them is nobody's wait for a connection: {@link
 * CallState#GET_CONNECTION} is below 0 then, by how many creations are nested. If a pool opens a
 * connection within a caller's {@code getConnection}, that call's flag is left as it is.
 */
final class CreateProbe extends SondeProbe {

  private final Creations creations;
  private final boolean mayReturnNull;

  /**
   * Records into these creations.
   *
   * @param mayReturnNull whether null is what the method returns if it has opened nothing
   */
  CreateProbe(Creations creations, boolean mayReturnNull) {
    this.creations = creations;
    this.mayReturnNull = mayReturnNull;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    long[] state = CallState.current();
    if (state[CallState.MUTED] != 0) {
      return 0L;
    }
    long startNanos = CallState.now();
    if (state[CallState.GET_CONNECTION] <= 0) {
      state[CallState.GET_CONNECTION]--;
    }
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
    long elapsedNanos = System.nanoTime() - token;
    long[] state = CallState.current();
    long underWay = state[CallState.GET_CONNECTION];
    if (underWay < 0) {
      state[CallState.GET_CONNECTION]++;
    }
    if (self != null && thrown == null && (result != null || !mayReturnNull)) {
      creations.record(self, underWay - GetConnectionProbe.FLAG, elapsedNanos);
    }
  }
}
