package io.sonde.agent.instrumentation.pool;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * Records how long HikariCP takes to open a connection, on whatever thread it does so.
 *
 * <p>While it does, the call of the driver's own data source is nobody's wait for a connection. If
 * the pool starts within a caller's {@code getConnection}, that call's flag is left as it is.
 */
final class CreateProbe extends SondeProbe {

  private final PoolNames names;

  CreateProbe(PoolNames names) {
    this.names = names;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    long[] state = CallState.current();
    if (state[CallState.MUTED] != 0) {
      return 0L;
    }
    long startNanos = CallState.now();
    if (state[CallState.GET_CONNECTION] == 0) {
      state[CallState.GET_CONNECTION] = DataSources.CREATING;
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
    if (state[CallState.GET_CONNECTION] == DataSources.CREATING) {
      state[CallState.GET_CONNECTION] = 0;
    }
    String name = self == null || thrown != null ? null : HikariSource.nameOfPool(self);
    if (name != null) {
      names.first(name).recordCreation(elapsedNanos);
    }
  }
}
