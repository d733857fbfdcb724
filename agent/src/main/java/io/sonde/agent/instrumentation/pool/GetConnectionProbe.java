package io.sonde.agent.instrumentation.pool;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.bootstrap.SondeProbe;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Records how long callers wait for a connection; the outermost call of a chain of wrappers alone,
 * under the name of the pool that is found in the chain.
 *
 * <p>While the call is under way, {@link CallState#GET_CONNECTION} holds the number of the data
 * source it will be recorded under, plus {@link #FLAG}.
 */
final class GetConnectionProbe extends SondeProbe {

  static final long FLAG = 1L;

  private final DataSources dataSources;
  private final Leases leases;
  private final RequestLedger requests;

  GetConnectionProbe(DataSources dataSources, Leases leases, RequestLedger requests) {
    this.dataSources = dataSources;
    this.leases = leases;
    this.requests = requests;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    long[] state = CallState.current();
    long underWay = state[CallState.GET_CONNECTION];
    if (state[CallState.MUTED] != 0 || underWay < 0 || !(self instanceof DataSource)) {
      return 0L;
    }
    DataSources.Source source = dataSources.of(self);
    if (underWay != 0) {
      nested(state, source);
      return 0L;
    }
    if (source.inner) {
      return 0L;
    }
    requests.callBegins(state);
    long startNanos = CallState.now();
    state[CallState.GET_CONNECTION] = FLAG + source.number;
    return startNanos;
  }

  /** A pool within a wrapper gives the call its name. */
  private void nested(long[] state, DataSources.Source source) {
    if (source.pool() && source.number != 0) {
      DataSources.Source outer = dataSources.numbered(state[CallState.GET_CONNECTION] - FLAG);
      if (outer == null || !outer.pool()) {
        state[CallState.GET_CONNECTION] = FLAG + source.number;
      }
    }
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    long endNanos = System.nanoTime();
    long[] state = CallState.current();
    long number = state[CallState.GET_CONNECTION] - FLAG;
    state[CallState.GET_CONNECTION] = 0;
    requests.callEnds(state, RequestLedger.POOL, endNanos - token);
    if (self == null) {
      return;
    }
    PoolHandle pool = pool(self, number);
    pool.recordWait(endNanos - token, thrown);
    if (result != null) {
      leases.opened(state, result, pool, endNanos);
    }
  }

  private PoolHandle pool(Object self, long number) {
    DataSources.Source source = dataSources.numbered(number);
    if (source != null) {
      PoolHandle known = source.handle();
      if (known != null) {
        return known;
      }
      Object dataSource = source.reference.get();
      if (dataSource != null) {
        return dataSources.handle(source, dataSource);
      }
    }
    return dataSources.handle(dataSources.of(self), self);
  }
}
