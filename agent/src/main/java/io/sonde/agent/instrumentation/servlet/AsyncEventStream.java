package io.sonde.agent.instrumentation.servlet;

import io.sonde.agent.routes.EventStreams;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** A stream of events that is open; its request has ended when it was opened. */
final class AsyncEventStream extends AsyncCompletion {

  private final long openedNanos;
  private final EventStreams streams;

  /** A stream that is open from now on. */
  AsyncEventStream(long openedNanos, EventStreams streams, @Nullable MethodHandle[] access) {
    super(access);
    this.openedNanos = openedNanos;
    this.streams = streams;
    streams.opened();
  }

  @Override
  void completed(long endNanos, @Nullable String error, boolean timedOut) {
    streams.closed();
    streams.record(endNanos - openedNanos);
  }
}
