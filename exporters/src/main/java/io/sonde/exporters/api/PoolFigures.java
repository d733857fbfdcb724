package io.sonde.exporters.api;

import io.sonde.exporters.history.SeriesWindow;
import java.util.ArrayList;
import java.util.List;

/** What is known of one connection pool; its histograms are read when they are asked for. */
record PoolFigures(
    Reading reading,
    String name,
    List<SeriesWindow> usedSeries,
    List<SeriesWindow> pendingSeries,
    double idle,
    double max,
    double timeouts) {

  static PoolFigures of(Reading reading, String name) {
    List<SeriesWindow> used = new ArrayList<>();
    List<SeriesWindow> idle = new ArrayList<>();
    for (SeriesWindow gauge : reading.where(Metrics.POOL_COUNT, Metrics.POOL, name)) {
      (gauge.label(Metrics.POOL_STATE).equals("used") ? used : idle).add(gauge);
    }
    return new PoolFigures(
        reading,
        name,
        used,
        reading.where(Metrics.POOL_PENDING, Metrics.POOL, name),
        Reading.last(idle),
        Reading.last(reading.where(Metrics.POOL_MAX, Metrics.POOL, name)),
        Reading.total(reading.where(Metrics.POOL_TIMEOUTS, Metrics.POOL, name)));
  }

  CallGroup waits() {
    return reading.group(Metrics.POOL_WAIT, Metrics.POOL, name);
  }

  CallGroup uses() {
    return reading.group(Metrics.POOL_USE, Metrics.POOL, name);
  }
}
