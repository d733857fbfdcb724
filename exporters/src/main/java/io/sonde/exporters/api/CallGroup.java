package io.sonde.exporters.api;

import io.sonde.exporters.history.SeriesWindow;
import io.sonde.exporters.http.JsonWriter;
import io.sonde.exporters.registry.CellCounts;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Calls that share some labels: how many, how long, how many in error, in each step and in all. */
final class CallGroup {
  private final List<String> key;
  private final @Nullable CellCounts[] cells;
  private final long[] errors;
  private @Nullable CellCounts all;
  private long errorCount;

  CallGroup(List<String> key, int steps) {
    this.key = key;
    this.cells = new CellCounts[steps];
    this.errors = new long[steps];
  }

  void add(SeriesWindow window) {
    boolean failed =
        !window.label("error_type").isEmpty() || window.label("outcome").equals("error");
    for (int i = 0; i < cells.length; i++) {
      CellCounts more = window.cells(i);
      if (more == null) {
        continue;
      }
      CellCounts step = cells[i] == null ? more.newCounts() : cells[i];
      step.add(more);
      cells[i] = step;
      all = all == null ? more.newCounts() : all;
      all.add(more);
      if (failed) {
        errors[i] += more.count();
        errorCount += more.count();
      }
    }
  }

  /** The value of the label at this place among those that the group was made by. */
  String key(int index) {
    return key.get(index);
  }

  long count() {
    return all == null ? 0 : all.count();
  }

  long count(int step) {
    CellCounts counts = cells[step];
    return counts == null ? 0 : counts.count();
  }

  long errors() {
    return errorCount;
  }

  long errors(int step) {
    return errors[step];
  }

  double errorRatio() {
    return count() == 0 ? 0 : (double) errorCount / count();
  }

  double totalSeconds() {
    return all == null ? 0 : all.sum();
  }

  double totalSeconds(int step) {
    CellCounts counts = cells[step];
    return counts == null ? 0 : counts.sum();
  }

  /** {@code NaN} if there was no call. */
  double percentile(double percentile) {
    return all == null ? Double.NaN : all.percentile(percentile);
  }

  double percentile(int step, double percentile) {
    CellCounts counts = cells[step];
    return counts == null ? Double.NaN : counts.percentile(percentile);
  }

  @Nullable CellCounts cells(int step) {
    return cells[step];
  }

  long countAbove(double seconds) {
    return all == null ? 0 : all.countAbove(seconds);
  }

  /** Members of an object: figures of the whole time. */
  void writeFigures(JsonWriter json, TimeRange range) {
    json.name("count").value(count());
    json.name("ratePerSecond").value(count() / range.totalSeconds());
    json.name("errors").value(errorCount).name("errorRatio").value(errorRatio());
    writeTimes(json);
  }

  /** Members of an object: how long they took. */
  void writeTimes(JsonWriter json) {
    json.name("totalSeconds").value(totalSeconds());
    json.name("meanSeconds").value(count() == 0 ? Double.NaN : totalSeconds() / count());
    json.name("p50Seconds").value(percentile(50)).name("p95Seconds").value(percentile(95));
    json.name("p99Seconds").value(percentile(99)).name("maxSeconds").value(percentile(100));
  }

  void writeRates(JsonWriter json, String name, TimeRange range) {
    array(json, name, step -> range.rate(step, (double) count(step)));
  }

  void writePercentiles(JsonWriter json, String name, double percentile) {
    array(json, name, step -> percentile(step, percentile));
  }

  void array(JsonWriter json, String name, IntToDoubleFunction value) {
    Json.array(json, name, cells.length, value);
  }
}
