package io.sonde.agent.instrumentation.jdbc;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sonde.agent.instrumentation.Overflow;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.requests.StatementText;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where the meters of this technology are registered: durations by handle, row counts by number.
 *
 * <p>A row count has a number because it is collected in a {@code long[]}, see {@link RowCounts}.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code rowsByName}</td><td>concurrent map</td><td>put once per key</td><td>the map's</td></tr>
 * <tr><td>{@code rowsByNumber[i]}</td><td>volatile</td><td>volatile, once, before {@code i} is
 * handed out</td><td>none</td></tr>
 * <tr><td>{@code RowSummary.summary}</td><td>volatile</td><td>volatile; a race writes the same meter
 * twice</td><td>none</td></tr>
 * </table>
 */
final class JdbcMeters {

  static final String DURATION = "db.client.operation.duration";
  static final String ROWS = "db.client.response.returned_rows";

  private static final int MAX_ROW_SUMMARIES = 1_024;

  private final MeterRegistry registry;
  private final RequestLedger requests;
  private final Duration[] callBounds;
  private final double[] rowBounds;
  private final Overflow refusedDatabases;
  private final Overflow refusedOperations;
  private final ConcurrentHashMap<String, RowSummary> rowsByName = new ConcurrentHashMap<>();
  private final AtomicReferenceArray<@Nullable RowSummary> rowsByNumber =
      new AtomicReferenceArray<>(MAX_ROW_SUMMARIES);
  private final AtomicInteger lastRowNumber = new AtomicInteger();

  JdbcMeters(ProbeContext context) {
    this.registry = context.registry();
    this.requests = context.requests();
    this.callBounds = context.callBounds();
    this.rowBounds = context.rowBounds();
    this.refusedDatabases = new Overflow(registry, "database_labels");
    this.refusedOperations = new Overflow(registry, "database_operation_labels");
  }

  /** Counts a database that is not told apart. */
  void refuseDatabase() {
    refusedDatabases.increment();
  }

  /** Counts an operation that is not told apart. */
  void refuseOperation() {
    refusedOperations.increment();
  }

  /** The timer of one label set; {@code errorType} is empty for success. */
  Timer duration(DatabaseHandle database, String operation, String summary, String errorType) {
    return Timer.builder(DURATION)
        .description("Duration of database calls as the application saw them.")
        .tag("db_system_name", database.system())
        .tag("db_namespace", database.namespace())
        .tag("db_operation_name", operation)
        .tag("db_query_summary", summary)
        .tag("error_type", errorType)
        .serviceLevelObjectives(callBounds)
        .register(registry);
  }

  /** A statement in the requests' books; null if there are too many. */
  @Nullable StatementText statement(String system, SqlText sql) {
    return requests.books().statement(system, sql.summary(), sql.text());
  }

  /** The number of the row count of a system and an operation; 0 when there are too many. */
  int rowsNumber(String system, String operation) {
    String key = system + '\n' + operation;
    RowSummary known = rowsByName.get(key);
    if (known != null) {
      return known.number;
    }
    int number = lastRowNumber.incrementAndGet();
    if (number >= MAX_ROW_SUMMARIES) {
      lastRowNumber.set(MAX_ROW_SUMMARIES);
      return 0;
    }
    RowSummary made = new RowSummary(number, system, operation);
    rowsByNumber.set(number, made);
    RowSummary first = rowsByName.putIfAbsent(key, made);
    return first == null ? number : first.number;
  }

  /** Records how many rows were fetched from one result set. */
  void recordRows(int number, long rows) {
    RowSummary counted = rowsByNumber.get(number);
    if (counted == null) {
      return;
    }
    DistributionSummary summary = counted.summary;
    if (summary == null) {
      summary = rows(counted.system, counted.operation);
      counted.summary = summary;
    }
    summary.record((double) rows);
  }

  private DistributionSummary rows(String system, String operation) {
    return DistributionSummary.builder(ROWS)
        .description("Rows that the application fetched from the result set of a query.")
        .tag("db_system_name", system)
        .tag("db_operation_name", operation)
        .serviceLevelObjectives(rowBounds)
        .register(registry);
  }

  /** A row count; its meter is registered when a result set has been counted. */
  private static final class RowSummary {

    final int number;
    final String system;
    final String operation;
    volatile @Nullable DistributionSummary summary;

    RowSummary(int number, String system, String operation) {
      this.number = number;
      this.system = system;
      this.operation = operation;
    }
  }
}
