package io.sonde.agent.instrumentation.jdbc;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.requests.LoanSource;
import io.sonde.bootstrap.SondeHook;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The probes of technologies, installed in the hook, with a registry to read. */
public final class Probes implements AutoCloseable {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ProbeContext context;
  private final long suppressedBefore = suppressed();

  public Probes(Technology... technologies) {
    Duration[] bounds = {Duration.ofMillis(1), Duration.ofSeconds(1)};
    double[] rowBounds = {1, 10, 100};
    this.context = new ProbeContext(registry, bounds, bounds, rowBounds);
    for (Technology technology : technologies) {
      technology.install(context);
    }
  }

  public SimpleMeterRegistry registry() {
    return registry;
  }

  /** Runs what runs before a reading. */
  public void refresh() {
    context.refreshers().forEach(Runnable::run);
  }

  /** What is known of lent connections. */
  public LoanSource loans() {
    return context.loans();
  }

  /** How many values a side table holds. */
  public int held(String table) {
    return context.sideTables().stream()
        .filter(t -> t.name().equals(table))
        .findAny()
        .map(WeakIdentityTable::size)
        .orElseThrow();
  }

  /** Count of every database operation, by {@code summary} or {@code summary!error}. */
  public Map<String, Long> operations() {
    Map<String, Long> counts = new TreeMap<>();
    for (Timer timer : registry.find("db.client.operation.duration").timers()) {
      String error = tag(timer, "error_type");
      String key = tag(timer, "db_query_summary") + (error.isEmpty() ? "" : "!" + error);
      counts.merge(key, timer.count(), Long::sum);
    }
    return counts;
  }

  /** Result sets and rows of every operation, as {@code sets/rows}. */
  public Map<String, String> rows() {
    Map<String, String> counts = new TreeMap<>();
    for (DistributionSummary rows : registry.find("db.client.response.returned_rows").summaries()) {
      String operation = String.valueOf(rows.getId().getTag("db_operation_name"));
      counts.put(operation, rows.count() + "/" + (long) rows.totalAmount());
    }
    return counts;
  }

  /** System and namespace of every operation. */
  public List<String> databases() {
    return registry.find("db.client.operation.duration").timers().stream()
        .map(timer -> tag(timer, "db_system_name") + "/" + tag(timer, "db_namespace"))
        .distinct()
        .sorted()
        .toList();
  }

  /** Count of the timer with this name and pool. */
  public long count(String timer, String pool) {
    Timer found = registry.find(timer).tag("db_client_connection_pool_name", pool).timer();
    return found == null ? 0 : found.count();
  }

  /** How many errors our code has swallowed since this was made; 0 in every test. */
  public long swallowed() {
    return suppressed() - suppressedBefore;
  }

  @Override
  public void close() {
    SondeHook.uninstall();
  }

  private static long suppressed() {
    long all = SondeHook.suppressedErrors(SondeHook.ADVICE);
    for (int probe = ProbeId.JDBC_EXECUTE; probe <= ProbeId.POOL_CREATE; probe++) {
      all += SondeHook.suppressedErrors(probe);
    }
    return all;
  }

  private static String tag(Timer timer, String name) {
    return String.valueOf(timer.getId().getTag(name));
  }
}
