package io.sonde.testapp.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measured values of one thing, in one unit, in the order in which they were measured. */
final class Sample {

  private static final double Z_95 = 1.96;

  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  /** Adds to each value the other's of the same round; an empty sample takes the other's over. */
  void addEach(Sample other) {
    for (int i = 0; i < other.size(); i++) {
      if (i < values.size()) {
        values.set(i, values.get(i) + other.get(i));
      } else {
        values.add(other.get(i));
      }
    }
  }

  int size() {
    return values.size();
  }

  void clear() {
    values.clear();
  }

  double get(int round) {
    return values.get(round);
  }

  double quantile(double q) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    double at = q * (sorted.size() - 1);
    int below = (int) Math.floor(at);
    int above = (int) Math.ceil(at);
    return sorted.get(below) + (at - below) * (sorted.get(above) - sorted.get(below));
  }

  double median() {
    return quantile(0.5);
  }

  double mean() {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  /** Half the width of the 95 % interval of the mean. */
  double halfInterval95() {
    double mean = mean();
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return Z_95 * Math.sqrt(squares / (values.size() - 1) / values.size());
  }

  /** Round by round, what this has more than another. */
  Sample minus(Sample other) {
    Sample differences = new Sample();
    for (int i = 0; i < Math.min(size(), other.size()); i++) {
      differences.add(get(i) - other.get(i));
    }
    return differences;
  }

  /** Round by round, this in multiples of another. */
  Sample over(Sample other) {
    Sample ratios = new Sample();
    for (int i = 0; i < Math.min(size(), other.size()); i++) {
      ratios.add(get(i) / other.get(i));
    }
    return ratios;
  }

  /** Median and extremes. */
  String text(String format) {
    return String.format(
        format + " [" + format + " .. " + format + "]", median(), quantile(0), quantile(1));
  }
}
