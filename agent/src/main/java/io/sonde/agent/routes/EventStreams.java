package io.sonde.agent.routes;

import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The streams of server-sent events of one route.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code active}</td><td>sum</td><td>atomic</td><td>none</td></tr>
 * </table>
 */
public final class EventStreams {

  private final LongAdder active;
  private final Timer timer;

  EventStreams(LongAdder active, Timer timer) {
    this.active = active;
    this.timer = timer;
  }

  /** A stream is open. */
  public void opened() {
    active.increment();
  }

  /** A stream is over; called exactly once for each {@link #opened}. */
  public void closed() {
    active.decrement();
  }

  /** Records how long a stream was open. */
  public void record(long openNanos) {
    timer.record(openNanos, TimeUnit.NANOSECONDS);
  }
}
