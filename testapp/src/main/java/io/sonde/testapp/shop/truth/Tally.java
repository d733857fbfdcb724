package io.sonde.testapp.shop.truth;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts, failures and time by key.
 *
 * <p>Concurrency:
 *
 * <table>
 * <caption>fields</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>cells</td><td>any thread</td><td>any thread, insert only</td><td>ConcurrentHashMap</td></tr>
 * <tr><td>Cell.*</td><td>any thread, exact once writers are quiet</td><td>any thread</td><td>LongAdder</td></tr>
 * </table>
 */
public final class Tally {

  private final ConcurrentHashMap<String, Cell> cells = new ConcurrentHashMap<>();

  /** Counts one event of {@code key} that took {@code elapsedNanos}. */
  public void record(String key, long elapsedNanos, boolean failed) {
    Cell cell = cells.computeIfAbsent(key, absent -> new Cell());
    cell.count.increment();
    cell.elapsedNanos.add(elapsedNanos);
    if (failed) {
      cell.failed.increment();
    }
  }

  /** Counts one event of {@code key} that has no duration. */
  public void count(String key) {
    record(key, 0, false);
  }

  /** Returns the rows by key, in key order. */
  public Map<String, Row> rows() {
    Map<String, Row> rows = new TreeMap<>();
    cells.forEach((key, cell) -> rows.put(key, cell.row()));
    return rows;
  }

  /** Returns the counts by key, in key order. */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    cells.forEach((key, cell) -> counts.put(key, cell.count.sum()));
    return counts;
  }

  /**
   * One key's figures.
   *
   * @param count events, failed ones included
   * @param failed events that ended in an exception
   * @param seconds sum of the durations
   */
  public record Row(long count, long failed, double seconds) {}

  private static final class Cell {
    final LongAdder count = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder elapsedNanos = new LongAdder();

    Row row() {
      return new Row(count.sum(), failed.sum(), elapsedNanos.sum() / 1e9);
    }
  }
}
