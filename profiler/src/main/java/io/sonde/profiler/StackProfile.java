package io.sonde.profiler;

import org.jspecify.annotations.Nullable;

/**
 * The stacks of one event in one window, before they are written.
 *
 * @param event what was sampled
 * @param stacks the stacks
 * @param sampling how
 * @param window when
 */
record StackProfile(Event event, StackTree stacks, Sampling sampling, Window window) {

  /**
   * The profile as it is written: routes are kept as first frames for reports that list them, and
   * filtered by if one is given.
   */
  StackProfile routed(@Nullable String route) {
    return route == null ? this : new StackProfile(event, stacks.ofRoute(route), sampling, window);
  }

  /** The same without routes, as flame graphs show it. */
  StackProfile withoutRoutes() {
    return new StackProfile(event, stacks.withoutRoutes(), sampling, window);
  }

  boolean countsSamples() {
    return sampling.weightUnit().equals(Sampling.SAMPLES);
  }

  /** The weight of a node in the unit that {@link Sampling#weightUnit()} names. */
  long weight(int node) {
    return countsSamples() ? stacks.samples(node) : stacks.weight(node);
  }

  /** The heading of a page. */
  String title() {
    long seconds = Math.round(window.sampledSeconds());
    return event.title()
        + ", "
        + seconds
        + " s, "
        + stacks.sampleCount()
        + " samples, weights in "
        + sampling.weightUnit();
  }
}
