package io.sonde.profiler;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a session samples, and how densely.
 *
 * @param intervals for each event the mean distance of two samples, in its unit
 * @param kernelFrames whether CPU samples show what the kernel does; that makes each switch from
 *     one thread to another dearer, whether a sample is taken or not
 */
record SamplingPlan(Map<Event, Long> intervals, boolean kernelFrames) {

  SamplingPlan {
    if (intervals.isEmpty()) {
      throw new IllegalArgumentException("nothing to sample");
    }
    intervals = new EnumMap<>(intervals);
  }

  /** What is cheap enough to be sampled all the time. */
  static SamplingPlan lasting(Map<Event, Long> intervals) {
    return new SamplingPlan(intervals, false);
  }

  /** A capture of one event at its usual interval. */
  static SamplingPlan of(Event event) {
    return of(event, event.interval());
  }

  /** A capture of one event at an interval of its own. */
  static SamplingPlan of(Event event, long interval) {
    return new SamplingPlan(Map.of(event, interval), true);
  }

  boolean has(Event event) {
    return intervals.containsKey(event);
  }

  long interval(Event event) {
    Long interval = intervals.get(event);
    return interval == null ? event.interval() : interval;
  }
}
