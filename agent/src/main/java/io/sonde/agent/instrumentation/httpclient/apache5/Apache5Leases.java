package io.sonde.agent.instrumentation.httpclient.apache5;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import io.sonde.agent.instrumentation.httpclient.ServerHandle;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * How long calls of the asynchronous client wait for a connection of their pool, by the object of
 * the library that the pool tells of it, on whichever thread.
 *
 * <p>Concurrency: {@code open} is a concurrent table; whoever takes a lease out of it records it.
 */
final class Apache5Leases {

  /** Leases that are followed at a time. */
  static final int MAX_LEASES = 65_536;

  /** What the client has its pool tell. */
  static final String TOLD = "org.apache.hc.client5.http.impl.async.InternalHttpAsyncExecRuntime$1";

  private final ClientCalls calls;
  private final WeakIdentityTable<Lease> open;

  Apache5Leases(ClientCalls calls, WeakIdentityTable<Lease> open) {
    this.calls = calls;
    this.open = open;
  }

  /** {@code lease} of a pool. */
  final class Asked extends SondeProbe {

    @Override
    public long enter(@Nullable Object pool, @Nullable Object route, @Nullable Object told) {
      if (CallState.current()[CallState.MUTED] != 0
          || told == null
          || !told.getClass().getName().equals(TOLD)) {
        return 0L;
      }
      ServerHandle server = Apache5Messages.serverOfRoute(calls, route);
      if (server != null) {
        boolean ignored = open.add(told, new Lease(server, CallState.now()));
      }
      return 0L;
    }
  }

  /** There is a connection, or none. */
  final class Told extends SondeProbe {

    @Override
    public long enter(@Nullable Object told, @Nullable Object first, @Nullable Object second) {
      Lease lease = told == null ? null : open.remove(told);
      if (lease != null) {
        lease.server.recordConnectionWait(CallState.now() - lease.startNanos);
      }
      return 0L;
    }
  }

  /**
   * A lease that was asked for.
   *
   * @param startNanos when
   */
  record Lease(ServerHandle server, long startNanos) {}
}
