package io.sonde.testapp.load;

import java.util.List;

/**
 * What the generator did and measured. Times are seconds.
 *
 * @param planned requests of the schedule, warm-up included
 * @param completed requests with an answer or an error; {@code planned - shed}
 * @param shed requests never sent, since the backlog outlived the schedule by one time-out
 * @param late requests sent more than 10 ms after their time
 * @param resent requests sent a second time, since the server had closed the kept connection before
 *     any answer
 * @param errors requests without an answer
 * @param maxSendLagSeconds the longest time between a request's time and its sending
 * @param maxInFlight the most requests at a time (standby threads included)
 * @param elapsedSeconds from the first request's time to the last answer
 * @param routes the measured part, one row for each route, method and outcome
 * @param warmup the same for the warm-up
 */
public record LoadReport(
    String target,
    String scenario,
    String mix,
    double ratePerSecond,
    double durationSeconds,
    double warmupSeconds,
    long seed,
    long planned,
    long completed,
    long shed,
    long late,
    long resent,
    long errors,
    double maxSendLagSeconds,
    int maxInFlight,
    double elapsedSeconds,
    List<Row> routes,
    List<Row> warmup) {

  public LoadReport {
    routes = List.copyOf(routes);
    warmup = List.copyOf(warmup);
  }

  /**
   * One route, method and outcome.
   *
   * @param status 0 without an answer
   * @param error simple name of the exception without an answer, else empty
   * @param count exact
   * @param errors exact: {@code count} without an answer, else 0
   * @param serviceSecondsSum exact sum of the times from the real sending to the last byte
   * @param latencySecondsSum exact sum of the times from the intended start to the last byte
   * @param serverSecondsSum exact sum of the times that the server says its handlers took
   * @param server percentiles of what the server says; zeros if it says nothing
   */
  public record Row(
      String method,
      String route,
      int status,
      String error,
      long count,
      long errors,
      double serviceSecondsSum,
      double latencySecondsSum,
      double serverSecondsSum,
      Percentiles service,
      Percentiles latency,
      Percentiles server) {}

  /** Percentiles to three significant digits; the maximum too. */
  public record Percentiles(double p50, double p90, double p95, double p99, double max) {}
}
