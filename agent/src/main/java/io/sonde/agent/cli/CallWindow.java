package io.sonde.agent.cli;

import java.util.Map;
import java.util.TreeMap;

/**
 * Calls of one kind between two scrapes. Percentiles come from differences of histogram buckets,
 * interpolated linearly inside the bucket as Prometheus' {@code histogram_quantile} does it: their
 * error is at most the width of a bucket.
 *
 * <p>Confined to one thread.
 */
final class CallWindow {

  private final String name;
  private final double seconds;
  private final TreeMap<Double, Double> cumulative = new TreeMap<>();
  private double calls;
  private double errors;

  /** Without calls so far, for a window of a length. */
  CallWindow(String name, double seconds) {
    this.name = name;
    this.seconds = seconds;
  }

  void addBucket(double bound, double count) {
    cumulative.merge(bound, count, Double::sum);
  }

  void addCalls(double count, boolean areErrors) {
    calls += count;
    if (areErrors) {
      errors += count;
    }
  }

  String name() {
    return name;
  }

  double perSecond() {
    return calls / seconds;
  }

  double errorsPerSecond() {
    return errors / seconds;
  }

  /**
   * A percentile in seconds; NaN without calls, infinite above the last bound.
   *
   * @param ratio 0.99 for p99
   */
  double percentile(double ratio) {
    Map.Entry<Double, Double> last = cumulative.lastEntry();
    if (last == null || last.getValue() <= 0) {
      return Double.NaN;
    }
    double rank = ratio * last.getValue();
    double lower = 0;
    double below = 0;
    for (Map.Entry<Double, Double> bucket : cumulative.entrySet()) {
      double upTo = bucket.getValue();
      if (upTo >= rank && upTo > below) {
        double upper = bucket.getKey();
        return Double.isInfinite(upper)
            ? upper
            : lower + (upper - lower) * (rank - below) / (upTo - below);
      }
      lower = bucket.getKey();
      below = upTo;
    }
    return Double.POSITIVE_INFINITY;
  }

  /** The largest finite bound in seconds, 0 if there is none. */
  double lastBound() {
    Double bound = cumulative.lowerKey(Double.POSITIVE_INFINITY);
    return bound == null ? 0 : bound;
  }
}
