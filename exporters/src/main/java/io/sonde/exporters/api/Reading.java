package io.sonde.exporters.api;

import io.sonde.exporters.history.MetricsHistory;
import io.sonde.exporters.history.SeriesWindow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one answer reads out of the history: each metric once, each grouping of it once. Not
 * thread-safe.
 */
final class Reading {
  private final MetricsHistory history;
  private final TimeRange range;
  private final Map<String, List<SeriesWindow>> windows = new HashMap<>();
  private final Map<List<String>, List<CallGroup>> grouped = new HashMap<>();

  Reading(MetricsHistory history, TimeRange range) {
    this.history = history;
    this.range = range;
  }

  MetricsHistory history() {
    return history;
  }

  TimeRange range() {
    return range;
  }

  List<SeriesWindow> all(String metric) {
    return windows.computeIfAbsent(
        metric, name -> history.read(name, range.fromMillis(), range.stepMillis(), range.steps()));
  }

  /** The series whose label has this value. */
  List<SeriesWindow> where(String metric, String label, String value) {
    List<SeriesWindow> found = new ArrayList<>();
    for (SeriesWindow window : all(metric)) {
      if (window.label(label).equals(value)) {
        found.add(window);
      }
    }
    return found;
  }

  /** Groups of a histogram that were called at all, those with the most time first. */
  List<CallGroup> groups(String metric, String... labels) {
    List<String> what = new ArrayList<>(List.of(labels));
    what.add(metric);
    List<CallGroup> known = grouped.get(what);
    if (known == null) {
      known = made(metric, labels);
      grouped.put(what, known);
    }
    return known;
  }

  private List<CallGroup> made(String metric, String... labels) {
    Map<List<String>, CallGroup> groups = new HashMap<>();
    for (SeriesWindow window : all(metric)) {
      List<String> key = new ArrayList<>();
      for (String label : labels) {
        key.add(window.label(label));
      }
      groups.computeIfAbsent(key, made -> new CallGroup(made, range.steps())).add(window);
    }
    List<CallGroup> used = new ArrayList<>(groups.values());
    used.removeIf(group -> group.count() == 0);
    used.sort((one, two) -> Double.compare(two.totalSeconds(), one.totalSeconds()));
    return Collections.unmodifiableList(used);
  }

  /** All series of a histogram with this label value, as one. */
  CallGroup group(String metric, String label, String value) {
    for (CallGroup group : groups(metric, label)) {
      if (group.key(0).equals(value)) {
        return group;
      }
    }
    return new CallGroup(List.of(value), range.steps());
  }

  /** All series of a histogram as one. */
  CallGroup everything(String metric) {
    List<CallGroup> used = groups(metric);
    return used.isEmpty() ? new CallGroup(List.of(), range.steps()) : used.get(0);
  }

  /** The values that a label has in any of the metrics, sorted. */
  Set<String> values(String label, String... metrics) {
    Set<String> values = new TreeSet<>();
    for (String metric : metrics) {
      for (SeriesWindow window : all(metric)) {
        values.add(window.label(label));
      }
    }
    return values;
  }

  /** The means of gauges in each step, added up; {@code NaN} where none has a value. */
  double[] means(List<SeriesWindow> gauges) {
    return summed(gauges, SeriesWindow::mean);
  }

  /** The peaks of gauges in each step, added up. */
  double[] peaks(List<SeriesWindow> gauges) {
    return summed(gauges, SeriesWindow::max);
  }

  /** The increments of counters in each step, added up. */
  double[] increases(List<SeriesWindow> counters) {
    return summed(counters, SeriesWindow::increase);
  }

  private double[] summed(List<SeriesWindow> series, StepValue value) {
    double[] result = new double[range.steps()];
    for (int i = 0; i < result.length; i++) {
      double step = Double.NaN;
      for (SeriesWindow window : series) {
        double one = value.of(window, i);
        if (!Double.isNaN(one)) {
          step = Double.isNaN(step) ? one : step + one;
        }
      }
      result[i] = step;
    }
    return result;
  }

  private interface StepValue {
    double of(SeriesWindow window, int step);
  }

  /** The last value of gauges, added up; {@code NaN} if there is none. */
  static double last(List<SeriesWindow> gauges) {
    double sum = Double.NaN;
    for (SeriesWindow gauge : gauges) {
      double last = gauge.last();
      if (!Double.isNaN(last)) {
        sum = Double.isNaN(sum) ? last : sum + last;
      }
    }
    return sum;
  }

  static double total(List<SeriesWindow> counters) {
    double total = 0;
    for (SeriesWindow counter : counters) {
      total += counter.totalIncrease();
    }
    return total;
  }

  /** The greatest of some values; {@code NaN} if there is none. */
  static double greatest(double... values) {
    double greatest = Double.NaN;
    for (double value : values) {
      if (!(value <= greatest) && !Double.isNaN(value)) {
        greatest = value;
      }
    }
    return greatest;
  }

  /** The mean of some values; {@code NaN} if there is none. */
  static double mean(double... values) {
    double sum = 0;
    int count = 0;
    for (double value : values) {
      if (!Double.isNaN(value)) {
        sum += value;
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }
}
