package io.sonde.agent.start;

import io.sonde.agent.requests.WorkListener;
import io.sonde.profiler.RequestIntervals;

/** Tells the profiler which thread works for which route. */
final class IntervalListener implements WorkListener {

  private final RequestIntervals intervals;

  IntervalListener(RequestIntervals intervals) {
    this.intervals = intervals;
  }

  @Override
  public int route(String name) {
    return intervals.route(name);
  }

  @Override
  public long begins(long threadId, long startNanos, int route) {
    return intervals.begin(threadId, startNanos, route);
  }

  @Override
  public void ends(long ticket, long endNanos, int route) {
    intervals.end(ticket, endNanos, route);
  }
}
