package io.sonde.agent.instrumentation.jdbc;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.bootstrap.SondeProbe;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Records commits and rollbacks; the advice names which as the first argument.
 *
 * <p>{@code setAutoCommit} comes here too, to be the outermost call: drivers call their own {@code
 * commit} in it, mostly without anything to commit, and pools call it each time a connection is
 * given back. It is not recorded.
 */
final class TransactionProbe extends SondeProbe {

  private final Databases databases;
  private final RequestLedger requests;

  TransactionProbe(Databases databases, RequestLedger requests) {
    this.databases = databases;
    this.requests = requests;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    long[] state = CallState.current();
    if (state[CallState.MUTED] != 0
        || state[CallState.CONNECT] != 0
        || !(self instanceof Connection)) {
      return 0L;
    }
    if (state[CallState.JDBC] != 0) {
      databases.nested(state, self);
      return 0L;
    }
    databases.outermost(state, self);
    requests.callBegins(state);
    long startNanos = CallState.now();
    state[CallState.JDBC] = 1;
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
    state[CallState.JDBC] = 0;
    requests.callEnds(state, RequestLedger.SQL, elapsedNanos);
    DatabaseHandle database = databases.numbered(state[CallState.NESTED_DATABASE]);
    if ("COMMIT".equals(first)) {
      database.commit().record(elapsedNanos, thrown);
    } else if ("ROLLBACK".equals(first)) {
      database.rollback().record(elapsedNanos, thrown);
    }
  }
}
