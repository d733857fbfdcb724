package io.sonde.testapp.load;

import org.HdrHistogram.Histogram;

/**
 * Count, sum and percentiles of one route, method and outcome. All fields are read and written
 * under this object's lock.
 */
final class RouteTimes {

  private static final int SIGNIFICANT_DIGITS = 3;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Histogram service = new Histogram(SIGNIFICANT_DIGITS);
  private final Histogram latency = new Histogram(SIGNIFICANT_DIGITS);
  private final Histogram server = new Histogram(SIGNIFICANT_DIGITS);
  private long count;
  private long serviceNanos;
  private long latencyNanos;
  private long serverNanos;

  /**
   * Records one request.
   *
   * @param requestServerNanos what the server says, 0 if it does not
   */
  synchronized void record(
      long requestServiceNanos, long requestLatencyNanos, long requestServerNanos) {
    count++;
    serviceNanos += requestServiceNanos;
    latencyNanos += requestLatencyNanos;
    service.recordValue(requestServiceNanos);
    latency.recordValue(requestLatencyNanos);
    if (requestServerNanos > 0) {
      serverNanos += requestServerNanos;
      server.recordValue(requestServerNanos);
    }
  }

  synchronized LoadReport.Row row(Outcome outcome) {
    return new LoadReport.Row(
        outcome.method(),
        outcome.route(),
        outcome.status(),
        outcome.error(),
        count,
        outcome.error().isEmpty() ? 0 : count,
        serviceNanos / NANOS_PER_SECOND,
        latencyNanos / NANOS_PER_SECOND,
        serverNanos / NANOS_PER_SECOND,
        percentiles(service),
        percentiles(latency),
        percentiles(server));
  }

  private static LoadReport.Percentiles percentiles(Histogram histogram) {
    return new LoadReport.Percentiles(
        histogram.getValueAtPercentile(50) / NANOS_PER_SECOND,
        histogram.getValueAtPercentile(90) / NANOS_PER_SECOND,
        histogram.getValueAtPercentile(95) / NANOS_PER_SECOND,
        histogram.getValueAtPercentile(99) / NANOS_PER_SECOND,
        histogram.getMaxValue() / NANOS_PER_SECOND);
  }

  /**
   * What came of a request.
   *
   * @param status 0 without an answer
   * @param error the exception's simple name without an answer, else empty
   */
  record Outcome(String method, String route, int status, String error) {}
}
