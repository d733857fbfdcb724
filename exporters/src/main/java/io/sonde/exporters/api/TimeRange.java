package io.sonde.exporters.api;

import io.sonde.exporters.history.MetricsHistory;
import io.sonde.exporters.http.HttpProblem;
import io.sonde.exporters.http.JsonWriter;
import io.sonde.exporters.http.Request;

/**
 * A stretch of time in equal steps, on edges that the history has.
 *
 * @param fromMillis beginning, a multiple of the step
 * @param stepMillis length of a step
 * @param steps how many
 * @param nowMillis up to when there is anything: the last step may be incomplete
 * @param firstMillis since when there is anything
 */
record TimeRange(long fromMillis, long stepMillis, int steps, long nowMillis, long firstMillis) {
  private static final long DEFAULT_MILLIS = 300_000;
  private static final long LONGEST_MILLIS = 14L * 24 * 3_600_000;
  private static final int DEFAULT_STEPS = 60;
  private static final long LATEST_MILLIS = 4_102_444_800_000L;

  static TimeRange of(Request request, MetricsHistory history) throws HttpProblem {
    long now = Math.max(history.nowMillis(), 0);
    long from = moment(request, "from", -DEFAULT_MILLIS, now);
    long to = Math.min(moment(request, "to", 0, now), now);
    if (from >= to && now > 0) {
      String text = String.valueOf(request.parameter("from"));
      throw Parameters.wrong("from", text, "a moment before the parameter to and before now");
    }
    from = Math.max(from, now - LONGEST_MILLIS);
    long step =
        Parameters.number(request, "step", (to - from) / DEFAULT_STEPS, 1_000, LONGEST_MILLIS);
    TimeRange range = aligned(history, from, to, step);
    if (range.steps > MetricsHistory.MAX_STEPS) {
      throw Parameters.wrong(
          "step",
          String.valueOf(request.parameter("step")),
          "at least " + (to - from) / MetricsHistory.MAX_STEPS + " for that long a time");
    }
    return range;
  }

  private static long moment(Request request, String name, long absent, long now)
      throws HttpProblem {
    long value = Parameters.number(request, name, absent, -LONGEST_MILLIS, LATEST_MILLIS);
    return value > 0 ? value : now + value;
  }

  /** The same, in about as many steps as said. */
  TimeRange inSteps(MetricsHistory history, int wanted) {
    long to = Math.min(nowMillis, fromMillis + steps * stepMillis);
    return aligned(history, fromMillis, to, (to - fromMillis) / wanted);
  }

  private static TimeRange aligned(MetricsHistory history, long from, long to, long wantedStep) {
    long resolution = history.resolutionMillis(from);
    long step = Math.max(resolution, (wantedStep + resolution - 1) / resolution * resolution);
    long start = Math.floorDiv(from, step) * step;
    // rounding down may have left what that tier still knows
    while (history.resolutionMillis(start) > resolution) {
      start += step;
    }
    int steps = (int) Math.max(1, (to - start + step - 1) / step);
    return new TimeRange(start, step, steps, history.nowMillis(), history.firstMillis());
  }

  /** Whether anything of a step is known: it has begun, and the history reaches back to it. */
  boolean isKnown(int step) {
    long start = fromMillis + step * stepMillis;
    return start < nowMillis && start + stepMillis > firstMillis;
  }

  /** A number for each second of a step; {@code NaN} if nothing of the step is known. */
  double rate(int step, double number) {
    return isKnown(step) ? number / seconds(step) : Double.NaN;
  }

  /** How much of a step is known, in seconds; never 0. */
  double seconds(int step) {
    long start = fromMillis + step * stepMillis;
    return knownSeconds(start, start + stepMillis);
  }

  /** How much of all steps is known, in seconds; never 0. */
  double totalSeconds() {
    return knownSeconds(fromMillis, fromMillis + steps * stepMillis);
  }

  private double knownSeconds(long start, long end) {
    return Math.max(1, (Math.min(end, nowMillis) - Math.max(start, firstMillis)) / 1_000.0);
  }

  void write(JsonWriter json) {
    json.name("nowMillis").value(nowMillis).name("fromMillis").value(fromMillis);
    json.name("stepMillis").value(stepMillis).name("steps").value((long) steps);
  }
}
