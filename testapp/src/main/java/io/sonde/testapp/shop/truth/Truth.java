package io.sonde.testapp.shop.truth;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The shop's exact counters of everything it does: each request, statement, connection, outgoing
 * call, task and cache look-up is counted where it happens, by the code that does it.
 *
 * <p>A count is raised when the event ends. So the numbers are exact whenever nothing is in flight.
 */
public final class Truth {

  private final Tally requests = new Tally();
  private final Tally statements = new Tally();
  private final Tally statementFailures = new Tally();
  private final Tally transactions = new Tally();
  private final Tally connections = new Tally();
  private final Tally httpCalls = new Tally();
  private final Tally caches = new Tally();
  private final Tally circuitBreakers = new Tally();
  private final Tally retries = new Tally();
  private final ConcurrentHashMap<String, ExecutorTally> executors = new ConcurrentHashMap<>();

  /** Counts one request under the pattern of the servlet that answered it. */
  public void request(String method, String route, int status, long elapsedNanos) {
    requests.record(method + " " + route + " " + status, elapsedNanos, status >= 500);
  }

  /** Executes one JDBC statement and counts it under its verb, for example {@code BATCH INSERT}. */
  public <T> T statement(String verb, SqlCall<T> execution) throws SQLException {
    long startNanos = System.nanoTime();
    boolean failed = true;
    try {
      T result = execution.run();
      failed = false;
      return result;
    } catch (SQLException e) {
      statementFailures.count(verb + " " + e.getSQLState());
      throw e;
    } finally {
      statements.record(verb, System.nanoTime() - startNanos, failed);
    }
  }

  /** Takes one connection from a pool and counts it with the time it took. */
  public Connection connection(String pool, SqlCall<Connection> acquisition) throws SQLException {
    long startNanos = System.nanoTime();
    boolean failed = true;
    try {
      Connection connection = acquisition.run();
      failed = false;
      return connection;
    } finally {
      connections.record(pool, System.nanoTime() - startNanos, failed);
    }
  }

  /** Commits and counts it. */
  public void commit(Connection connection) throws SQLException {
    connection.commit();
    transactions.count("commit");
  }

  /** Rolls back and counts it. */
  public void rollback(Connection connection) throws SQLException {
    connection.rollback();
    transactions.count("rollback");
  }

  /**
   * Counts one outgoing HTTP exchange.
   *
   * @param outcome the status code, or the simple name of the exception
   */
  public void httpCall(String client, String method, String outcome, long elapsedNanos) {
    boolean failed = !outcome.startsWith("2") && !outcome.startsWith("3");
    httpCalls.record(client + " " + method + " " + outcome, elapsedNanos, failed);
  }

  /** Counts one look-up. */
  public void cacheGet(String cache, boolean hit) {
    caches.count(cache + (hit ? " hit" : " miss"));
  }

  /** Counts one call through a circuit breaker; kind is successful, failed or not_permitted. */
  public void circuitBreakerCall(String name, String kind) {
    circuitBreakers.count(name + " " + kind);
  }

  /**
   * Counts one call through a retry, with Resilience4j's kinds, for example successful_with_retry.
   */
  public void retryCall(String name, String kind) {
    retries.count(name + " " + kind);
  }

  /** Returns the tally of an executor, by the prefix of its thread names. */
  public ExecutorTally executor(String name) {
    return executors.computeIfAbsent(name, absent -> new ExecutorTally());
  }

  /** Returns every figure of this moment. */
  public Snapshot snapshot() {
    Map<String, ExecutorTally.Row> executorRows = new TreeMap<>();
    executors.forEach((name, tally) -> executorRows.put(name, tally.row()));
    return new Snapshot(
        requests.rows(),
        statements.rows(),
        statementFailures.counts(),
        transactions.counts(),
        connections.rows(),
        httpCalls.rows(),
        executorRows,
        caches.counts(),
        circuitBreakers.counts(),
        retries.counts());
  }

  /** One JDBC call. */
  @FunctionalInterface
  public interface SqlCall<T> {
    T run() throws SQLException;
  }

  /**
   * Every figure at one moment.
   *
   * @param requests by "METHOD route status"; the request that asks is not in it yet
   * @param statements JDBC executions by verb, schema and seed included
   * @param statementFailures by "VERB sqlstate"
   * @param transactions by "commit" and "rollback", explicit ones only
   * @param connections by pool name; the time is the wait for the connection
   * @param httpCalls outgoing exchanges by "client METHOD outcome", each attempt counted
   * @param executors by thread-name prefix
   * @param caches by "cache hit" and "cache miss"
   * @param circuitBreakers by "name kind"
   * @param retries by "name kind"
   */
  public record Snapshot(
      Map<String, Tally.Row> requests,
      Map<String, Tally.Row> statements,
      Map<String, Long> statementFailures,
      Map<String, Long> transactions,
      Map<String, Tally.Row> connections,
      Map<String, Tally.Row> httpCalls,
      Map<String, ExecutorTally.Row> executors,
      Map<String, Long> caches,
      Map<String, Long> circuitBreakers,
      Map<String, Long> retries) {}
}
