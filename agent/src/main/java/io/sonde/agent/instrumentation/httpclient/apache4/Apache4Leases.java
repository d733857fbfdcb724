package io.sonde.agent.instrumentation.httpclient.apache4;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.LibraryField;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import io.sonde.agent.instrumentation.httpclient.Getter;
import io.sonde.agent.instrumentation.httpclient.ServerHandle;
import io.sonde.bootstrap.SondeProbe;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How long calls of the asynchronous client wait until their pool has a connection for them, or
 * begins to make one.
 *
 * <p>The pool looks whether a lease can be had when it is asked for, and again when a connection
 * has come back. Most can be had at once: only those that cannot are kept.
 *
 * <p>Concurrency: the pool looks under its lock. {@code open} is a concurrent table; whoever takes
 * a lease out of it records it.
 */
final class Apache4Leases {

  /** Leases that are followed at a time. */
  static final int MAX_LEASES = 65_536;

  private static final Getter TARGET =
      Getter.ofObject("org.apache.http.conn.routing.HttpRoute", "getTargetHost");

  private static final LibraryField ROUTE = new LibraryField("route");

  /** Whether a lease has a connection or has failed. */
  private static final LibraryField IS_OVER = new LibraryField("completed");

  private final ClientCalls calls;
  private final WeakIdentityTable<Lease> open;

  Apache4Leases(ClientCalls calls, WeakIdentityTable<Lease> open) {
    this.calls = calls;
    this.open = open;
  }

  private @Nullable ServerHandle serverOf(Object lease) {
    return Apache4Messages.serverOfHost(calls, TARGET.get(ROUTE.get(lease)));
  }

  private void ends(Object lease) {
    Lease waiting = open.remove(lease);
    if (waiting != null) {
      waiting.server.recordConnectionWait(CallState.now() - waiting.startNanos);
    }
  }

  /** {@code processPendingRequest} of a pool; its result is null while the lease has to wait. */
  final class Look extends SondeProbe {

    @Override
    public long enter(@Nullable Object lease, @Nullable Object first, @Nullable Object second) {
      return CallState.current()[CallState.MUTED] == 0 ? CallState.now() : 0L;
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object lease,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      if (lease == null) {
        return;
      }
      boolean isOver =
          result != null
              || thrown != null
              || (IS_OVER.get(lease) instanceof AtomicBoolean over && over.get());
      if (open.get(lease) != null) {
        if (isOver) {
          ends(lease);
        }
        return;
      }
      ServerHandle server = serverOf(lease);
      if (server == null) {
        return;
      }
      if (isOver) {
        server.recordConnectionWait(CallState.now() - startNanos);
      } else {
        boolean ignored = open.add(lease, new Lease(server, startNanos));
      }
    }
  }

  /** A lease that waits has failed, for its time is over as a rule. */
  final class Failure extends SondeProbe {

    @Override
    public long enter(@Nullable Object lease, @Nullable Object first, @Nullable Object second) {
      if (lease != null) {
        ends(lease);
      }
      return 0L;
    }
  }

  /**
   * A lease that waits.
   *
   * @param startNanos since when
   */
  record Lease(ServerHandle server, long startNanos) {}
}
