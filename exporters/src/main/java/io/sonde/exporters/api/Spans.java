package io.sonde.exporters.api;

import java.util.function.IntPredicate;

/**
 * The time that findings are about, cut into about thirty spans: trouble has to be there in several
 * of them, so that the first calls of a cold JVM, or one hiccup, are no finding.
 */
record Spans(Reading reading) {
  private static final int MOST = 30;
  private static final long SHORTEST_MILLIS = 1_000;

  /** The time of a reading, cut. */
  static Spans of(Reading asked) {
    TimeRange range = asked.range();
    long millis = range.steps() * range.stepMillis();
    int spans = (int) Math.max(1, Math.min(MOST, millis / SHORTEST_MILLIS));
    return new Spans(new Reading(asked.history(), range.inSteps(asked.history(), spans)));
  }

  /** Whether enough spans are bad. */
  boolean last(IntPredicate isBad) {
    int spans = 0;
    for (int i = 0; i < reading.range().steps(); i++) {
      spans += isBad.test(i) ? 1 : 0;
    }
    return spans >= Threshold.SPANS.value();
  }

  /**
   * Whether a moment, in milliseconds since 1970, is part of it; what is later than all that the
   * history knows counts as its end.
   */
  boolean contain(long millis) {
    TimeRange range = reading.range();
    long moment = Math.min(millis, range.nowMillis());
    return moment >= range.fromMillis()
        && moment <= range.fromMillis() + range.steps() * range.stepMillis();
  }

  /** How long it was, in words. */
  String length() {
    return Words.seconds(reading.range().totalSeconds());
  }
}
