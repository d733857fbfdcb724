package io.sonde.profiler;

import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one session.
 *
 * @param stacks the stacks of each event that was sampled
 * @param sampling how each event was sampled
 * @param window when
 * @param file a complete recording in JFR format, from position 0 to the limit, or null if the
 *     engine makes none
 */
record Recording(
    Map<Event, StackTree> stacks,
    Map<Event, Sampling> sampling,
    Window window,
    @Nullable ByteBuffer file) {

  /** The profile of an event; empty if it has no samples. */
  StackProfile profile(Event event) {
    Sampling how = sampling.get(event);
    if (how == null) {
      throw new IllegalArgumentException(event + " was not sampled");
    }
    StackTree tree = stacks.get(event);
    return new StackProfile(event, tree == null ? new StackTree() : tree, how, window);
  }
}
