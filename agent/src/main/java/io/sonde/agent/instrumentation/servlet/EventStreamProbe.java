package io.sonde.agent.instrumentation.servlet;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * Notes that the request of the thread becomes a stream of events. Spring sets the response's
 * content type with the first event, which may come long after.
 */
final class EventStreamProbe extends SondeProbe {

  @Override
  public long enter(@Nullable Object emitter, @Nullable Object first, @Nullable Object second) {
    long[] state = CallState.current();
    if (state[CallState.SERVER] != 0) {
      state[CallState.EVENT_STREAM] = 1;
    }
    return 0L;
  }
}
