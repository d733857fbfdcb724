package io.sonde.profiler;

import org.jspecify.annotations.Nullable;

/** Tells for a sample what its thread was working on. */
interface StackLabels {

  /** Knows nothing. */
  StackLabels NONE = (threadId, nanos) -> null;

  /**
   * The label, or null if the thread was not working on anything that is known.
   *
   * @param threadId {@link Thread#getId()}
   * @param nanos on the clock of {@link System#nanoTime()}
   */
  @Nullable String labelOf(long threadId, long nanos);
}
