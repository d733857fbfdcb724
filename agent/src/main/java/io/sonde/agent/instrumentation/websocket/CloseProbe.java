package io.sonde.agent.instrumentation.websocket;

import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** What ends a session that is held by itself, or by its channel. */
final class CloseProbe extends SondeProbe {

  private final WebSocketSessions sessions;

  CloseProbe(WebSocketSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public long enter(@Nullable Object session, @Nullable Object first, @Nullable Object second) {
    sessions.closed(session);
    return 0L;
  }
}
