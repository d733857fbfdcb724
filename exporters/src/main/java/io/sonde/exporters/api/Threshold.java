package io.sonde.exporters.api;

import java.math.BigDecimal;

/** The numbers from which on something is a finding. The table in docs/FINDINGS.md shows them. */
enum Threshold {
  SPANS(
      3, "spans", "spans of the time (about thirty, none shorter than 1 s) that show the trouble"),
  CALLS(20, "calls", "calls or waits in the time, for a finding to rest on"),
  SLOW_CALLS(10, "calls", "executions of a slow statement"),
  WAIT(0.1, "s", "p95 of waits for a connection or a thread in a span"),
  REJECTED(20, "tasks", "tasks that an executor rejected, whatever the waits"),
  ERRORS(0.05, "ratio", "calls in error, in all and in a span"),
  COLLECTING(0.05, "ratio", "time in garbage collection, in all and in a span"),
  SLOW(0.1, "s", "p95 of a slow statement's executions in a span"),
  SLOW_MEAN(0.05, "s", "and their mean in that span"),
  SLOW_SHARE(0.2, "ratio", "share of all request time that a slow statement takes"),
  SLOW_ROUTE_SHARE(0.5, "ratio", "or its share of the time of a route"),
  REPEATS(
      RequestInsights.REPEATED, "calls", "executions of a SELECT by one request that are repeats"),
  REPEATING(10, "requests", "requests with repeats"),
  REPEATING_SHARE(0.1, "ratio", "share of a route's requests with repeats"),
  HELD(0.005, "s", "time per request in outgoing HTTP calls while a connection is held"),
  HELD_SHARE(0.2, "ratio", "share of the time that connections are held"),
  WHOLE_TABLE(0.02, "s", "mean of a SELECT without a condition or limit"),
  CHANGES(1, "calls", "executions of an UPDATE or DELETE without a condition"),
  TEXTS(20, "texts", "texts of a statement that differ in their literals"),
  RED_WAIT(1, "s", "p95 of waits that makes a finding red"),
  RED_ERRORS(0.2, "ratio", "errors that make a finding red"),
  RED_COLLECTING(0.15, "ratio", "time in garbage collection that makes a finding red"),
  RED_SHARE(0.5, "ratio", "share of request time (of the route's, for repeats) that is red");

  private final double value;
  private final String unit;
  private final String meaning;

  Threshold(double value, String unit, String meaning) {
    this.value = value;
    this.unit = unit;
    this.meaning = meaning;
  }

  double value() {
    return value;
  }

  /** A row of the table in the documentation. */
  String row() {
    boolean isRatio = unit.equals("ratio");
    BigDecimal shown = BigDecimal.valueOf(isRatio ? value * 100 : value).stripTrailingZeros();
    String number = shown.toPlainString() + (isRatio ? " %" : " " + unit);
    return "| `" + name() + "` | " + number + " | " + meaning + " |";
  }
}
