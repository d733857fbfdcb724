package io.sonde.profiler;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a session samples, and how densely.
 *
 * @param intervals for each event the mean distance of two samples, in its unit
 */
record SamplingPlan(Map<Event, Long> intervals) {

  SamplingPlan {
    if (intervals.isEmpty()) {
      throw new IllegalArgumentException("nothing to sample");
    }
    intervals = new EnumMap<>(intervals);
  }

  /** A capture of one event at its usual interval. */
  static SamplingPlan of(Event event) {
    return new SamplingPlan(Map.of(event, event.interval()));
  }

  /** A capture of one event at an interval of its own. */
  static SamplingPlan of(Event event, long interval) {
    return new SamplingPlan(Map.of(event, interval));
  }

  boolean has(Event event) {
    return intervals.containsKey(event);
  }

  long interval(Event event) {
    Long interval = intervals.get(event);
    return interval == null ? event.interval() : interval;
  }
}
