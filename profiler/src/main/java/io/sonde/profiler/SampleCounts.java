package io.sonde.profiler;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the samples of all sessions by event; any thread may add and read. */
final class SampleCounts {

  /** Has all events from the start, so that only the numbers change. */
  private final Map<Event, AtomicLong> counts = new EnumMap<>(Event.class);

  SampleCounts() {
    for (Event event : Event.values()) {
      counts.put(event, new AtomicLong());
    }
  }

  void add(Recording recording) {
    recording.stacks().forEach((event, stacks) -> counter(event).getAndAdd(stacks.sampleCount()));
  }

  long of(Event event) {
    return counter(event).get();
  }

  private AtomicLong counter(Event event) {
    return counts.getOrDefault(event, new AtomicLong());
  }
}
