package io.sonde.agent.instrumentation.httpclient.apache4;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import io.sonde.agent.instrumentation.httpclient.ServerHandle;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Records a call from {@code doExecute} to the response's headers. */
final class Apache4Probe extends SondeProbe {

  private final ClientCalls calls;

  Apache4Probe(ClientCalls calls) {
    this.calls = calls;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object target, @Nullable Object request) {
    long[] state = CallState.current();
    if (!ClientCalls.isOutermost(state)) {
      return 0L;
    }
    ServerHandle server = Apache4Messages.serverOfHost(calls, target);
    return server == null ? 0L : calls.begins(state, server, ClientCalls.WAITING);
  }

  @Override
  public void exit(
      long startNanos,
      @Nullable Object self,
      @Nullable Object target,
      @Nullable Object request,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    final long elapsedNanos = CallState.now() - startNanos;
    ServerHandle server = calls.ends(CallState.current(), elapsedNanos);
    if (server != null) {
      server.record(
          elapsedNanos,
          Apache4Messages.method(request),
          Apache4Messages.status(result),
          thrown == null ? null : thrown.getClass().getName());
    }
  }
}
