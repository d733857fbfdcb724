package io.sonde.agent.start;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When each phase of the start was done, in nanoseconds after the entry point was called. */
final class StartTimes {

  private final long startNanos;
  private final Map<String, Long> phases = new ConcurrentHashMap<>();

  /** With the reading of {@link System#nanoTime()} at the entry point. */
  StartTimes(long startNanos) {
    this.startNanos = startNanos;
  }

  /** Notes that a phase is done. */
  void mark(String phase) {
    phases.put(phase, System.nanoTime() - startNanos);
  }

  /** Nanoseconds from the entry point to the end of each phase. */
  Map<String, Long> phases() {
    return phases;
  }
}
