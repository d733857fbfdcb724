package io.sonde.profiler;

import java.util.List;

/**
 * What class histograms say together.
 *
 * @param histograms how many there were
 * @param fromMillis when the first was taken, in milliseconds since 1970 UTC; 0 if there is none
 * @param toMillis when the last was taken
 * @param growing the classes that grew in all of them, by bytes; empty if those are too few
 */
record ClassTrend(int histograms, long fromMillis, long toMillis, List<ClassGrowth> growing) {

  /** Before the first histogram. */
  static final ClassTrend NONE = new ClassTrend(0, 0, 0, List.of());
}
