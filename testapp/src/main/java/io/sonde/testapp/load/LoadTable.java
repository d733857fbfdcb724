package io.sonde.testapp.load;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints a report as a table; times are milliseconds. */
final class LoadTable {

  private static final int MILLIS = 1_000;

  private final PrintStream out;

  LoadTable(PrintStream out) {
    this.out = out;
  }

  void print(LoadReport report) {
    out.printf(
        Locale.ROOT,
        "%s of %s at %s: %.1f/s for %.1f s after %.1f s of warm-up, seed %d%n",
        report.scenario(),
        report.mix(),
        report.target(),
        report.ratePerSecond(),
        report.durationSeconds(),
        report.warmupSeconds(),
        report.seed());
    out.printf(
        Locale.ROOT,
        "%d planned, %d completed in %.1f s, %d errors, %d late (at most %.1f ms), %d resent, %d shed, %d threads%n",
        report.planned(),
        report.completed(),
        report.elapsedSeconds(),
        report.errors(),
        report.late(),
        report.maxSendLagSeconds() * MILLIS,
        report.resent(),
        report.shed(),
        report.maxInFlight());
    rows("warm-up", report.warmup());
    rows("measured", report.routes());
  }

  private void rows(String title, List<LoadReport.Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    out.println();
    line(
        title,
        "route",
        "status",
        "count",
        "service ms p50/p90/p95/p99/max",
        "latency ms p50/p90/p95/p99/max");
    for (LoadReport.Row row : rows) {
      String status = row.error().isEmpty() ? Integer.toString(row.status()) : row.error();
      line(
          row.method(),
          row.route(),
          status,
          Long.toString(row.count()),
          cells(row.service()),
          cells(row.latency()));
    }
  }

  private void line(
      String method, String route, String status, String count, String service, String latency) {
    out.printf("%-8s %-20s %6s %8s %38s %38s%n", method, route, status, count, service, latency);
  }

  private static String cells(LoadReport.Percentiles times) {
    return String.format(
        Locale.ROOT,
        "%.2f/%.2f/%.2f/%.2f/%.2f",
        times.p50() * MILLIS,
        times.p90() * MILLIS,
        times.p95() * MILLIS,
        times.p99() * MILLIS,
        times.max() * MILLIS);
  }
}
