package io.sonde.agent.instrumentation.jdbc;

import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An operation on a database, with the meters it is recorded in.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code success}, {@code rowsNumber}</td><td>volatile</td><td>volatile; a race writes the
 * same meter twice</td><td>none</td></tr>
 * <tr><td>{@code failures}</td><td>volatile, contents immutable</td><td>volatile, copied; a race
 * loses an entry, which the next failure makes again</td><td>none</td></tr>
 * </table>
 */
final class OperationHandle {

  private static final int MAX_ERROR_TYPES = 16;
  private static final String OTHER_ERROR = "other";
  private static final int ROWS_NOT_ASKED = -1;

  private final DatabaseHandle database;
  private final String name;
  private final String summary;
  private volatile @Nullable Timer success;
  private volatile Failure[] failures = {};
  private volatile int rowsNumber = ROWS_NOT_ASKED;

  OperationHandle(DatabaseHandle database, String name, String summary) {
    this.database = database;
    this.name = name;
    this.summary = summary;
  }

  /** The value of {@code db_operation_name}. */
  String name() {
    return name;
  }

  /** The value of {@code db_query_summary}. */
  String summary() {
    return summary;
  }

  /** Records one call; {@code thrown} is what it failed with, or null. */
  void record(long elapsedNanos, @Nullable Throwable thrown) {
    if (thrown == null) {
      succeeded().record(elapsedNanos, TimeUnit.NANOSECONDS);
    } else {
      failed(ErrorTypes.of(thrown)).record(elapsedNanos, TimeUnit.NANOSECONDS);
    }
  }

  /** The number of this operation's row count, see {@link JdbcMeters#rowsNumber}. */
  int rowsNumber() {
    int number = rowsNumber;
    if (number == ROWS_NOT_ASKED) {
      number = database.meters().rowsNumber(database.system(), name);
      rowsNumber = number;
    }
    return number;
  }

  private Timer succeeded() {
    Timer timer = success;
    if (timer == null) {
      timer = database.meters().duration(database, name, summary, "");
      success = timer;
    }
    return timer;
  }

  private Timer failed(String errorType) {
    Failure[] known = failures;
    for (int i = 0; i < known.length; i++) {
      if (known[i].errorType.equals(errorType)) {
        return known[i].timer;
      }
    }
    if (known.length >= MAX_ERROR_TYPES && !errorType.equals(OTHER_ERROR)) {
      return failed(OTHER_ERROR);
    }
    Timer timer = database.meters().duration(database, name, summary, errorType);
    Failure[] more = Arrays.copyOf(known, known.length + 1);
    more[known.length] = new Failure(errorType, timer);
    failures = more;
    return timer;
  }

  private record Failure(String errorType, Timer timer) {}
}
