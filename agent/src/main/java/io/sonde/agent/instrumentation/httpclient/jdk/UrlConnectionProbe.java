package io.sonde.agent.instrumentation.httpclient.jdk;

import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Receives {@code getInputStream()}. */
final class UrlConnectionProbe extends SondeProbe {

  private final UrlConnections connections;

  UrlConnectionProbe(UrlConnections connections) {
    this.connections = connections;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    return connections.enter(self);
  }

  @Override
  public void exit(
      long startNanos,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    connections.exitResponse(startNanos, self, thrown);
  }
}
