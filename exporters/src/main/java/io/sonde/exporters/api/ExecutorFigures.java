package io.sonde.exporters.api;

import io.sonde.exporters.history.SeriesWindow;
import java.util.List;

/** What is known of one executor; its histograms are read when they are asked for. */
record ExecutorFigures(
    Reading reading,
    String name,
    List<SeriesWindow> activeSeries,
    List<SeriesWindow> queuedSeries,
    double size,
    double max,
    double rejected) {
  /** A limit that is none: {@code Integer.MAX_VALUE} of cached and scheduled pools. */
  private static final double UNLIMITED = 100_000;

  static ExecutorFigures of(Reading reading, String name) {
    double max = Reading.last(reading.where(Metrics.EXECUTOR_MAX, Metrics.NAME, name));
    return new ExecutorFigures(
        reading,
        name,
        reading.where(Metrics.EXECUTOR_ACTIVE, Metrics.NAME, name),
        reading.where(Metrics.EXECUTOR_QUEUED, Metrics.NAME, name),
        Reading.last(reading.where(Metrics.EXECUTOR_SIZE, Metrics.NAME, name)),
        max >= UNLIMITED ? Double.NaN : max,
        Reading.total(reading.where(Metrics.EXECUTOR_REJECTED, Metrics.NAME, name)));
  }

  CallGroup waits() {
    return reading.group(Metrics.EXECUTOR_WAIT, Metrics.NAME, name);
  }

  CallGroup runs() {
    return reading.group(Metrics.EXECUTOR_RUN, Metrics.NAME, name);
  }

  /** The limit on threads, or how many there are if there is no limit. */
  double threads() {
    return Double.isNaN(max) ? size : max;
  }
}
