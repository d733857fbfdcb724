package io.sonde.agent.instrumentation.jdbc;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import java.sql.Driver;
import org.jspecify.annotations.Nullable;

/**
 * Learns, from {@code Driver.connect}, which database a connection leads to.
 *
 * <p>A driver that wraps another one nests its call. Each level is remembered under its own URL,
 * or, if that names no known system, under the database of the level below.
 */
final class ConnectProbe extends SondeProbe {

  private static final long OUTERMOST = 1L;
  private static final long NESTED = 2L;

  /** The flag while no level has connected; plus a database's number when one has. */
  private static final long CONNECTING = 1L;

  private final Databases databases;

  ConnectProbe(Databases databases) {
    this.databases = databases;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    long[] state = CallState.current();
    if (state[CallState.MUTED] != 0 || !(self instanceof Driver)) {
      return 0L;
    }
    if (state[CallState.CONNECT] != 0) {
      return NESTED;
    }
    state[CallState.CONNECT] = CONNECTING;
    return OUTERMOST;
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    long[] state = CallState.current();
    long below = state[CallState.CONNECT] - CONNECTING;
    if (token == OUTERMOST) {
      state[CallState.CONNECT] = 0;
    }
    if (result == null || first == null) {
      return;
    }
    DatabaseHandle database = databases.ofUrl((String) first);
    if (database.system().equals(JdbcUrl.OTHER_SYSTEM) && below > 0) {
      database = databases.numbered(below);
    }
    databases.opened(result, database);
    if (token == NESTED) {
      state[CallState.CONNECT] = CONNECTING + database.number();
    }
  }
}
