package io.sonde.agent.instrumentation.httpclient;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * Records how long a call waits for a connection of its client's pool.
 *
 * <p>The wait belongs to the server of the call that the thread is in; outside of calls nothing is
 * recorded.
 */
public final class LeaseProbe extends SondeProbe {

  private final ClientCalls calls;

  /** A probe for the method in which a thread waits. */
  public LeaseProbe(ClientCalls calls) {
    this.calls = calls;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    return CallState.current()[CallState.HTTP_CLIENT] == ClientCalls.WAITING ? CallState.now() : 0L;
  }

  @Override
  public void exit(
      long startNanos,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    final long waitedNanos = CallState.now() - startNanos;
    ServerHandle server = calls.servers().byNumber(CallState.current()[CallState.CLIENT_SERVER]);
    if (server != null) {
      server.recordConnectionWait(waitedNanos);
    }
  }
}
