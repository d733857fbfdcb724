package io.sonde.agent.start;

import io.sonde.agent.weaving.OwnThread;
import io.sonde.exporters.history.HistoryFile;
import io.sonde.exporters.history.MetricsHistory;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the history into its file once a minute and at the end, on a thread that lives for one
 * writing: a slow disk delays no second of the history.
 *
 * <table>
 *   <caption>Concurrency</caption>
 *   <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 *   <tr><td>writing, nextMillis, hasFailed</td><td>locked</td><td>locked</td><td>this</td></tr>
 * </table>
 */
final class HistorySaver implements AutoCloseable {

  private static final long PERIOD_MILLIS = 60_000;

  /** The exit of a JVM costs at most half a second. */
  private static final long LONGEST_END_MILLIS = 400;

  private final HistoryFile file;
  private final MetricsHistory history;
  private final Consumer<String> notes;
  private @Nullable Thread writing;
  private long nextMillis;
  private boolean hasFailed;

  private HistorySaver(HistoryFile file, MetricsHistory history, Consumer<String> notes) {
    this.file = file;
    this.history = history;
    this.notes = notes;
  }

  /**
   * Gives the history the past that the file knows.
   *
   * @param notes takes what the operator should know
   */
  static HistorySaver open(
      String path, MetricsHistory history, long nowMillis, Consumer<String> notes) {
    HistorySaver saver = new HistorySaver(new HistoryFile(Path.of(path)), history, notes);
    String flaw = saver.file.restore(history, nowMillis);
    if (!flaw.isEmpty()) {
      notes.accept(flaw);
    }
    saver.nextMillis = nowMillis + PERIOD_MILLIS;
    return saver;
  }

  /** Begins to write if a minute has passed and the last writing has ended. */
  synchronized void tick(long nowMillis) {
    if (nowMillis >= nextMillis && (writing == null || !writing.isAlive())) {
      nextMillis = nowMillis + PERIOD_MILLIS;
      start();
    }
  }

  private synchronized Thread start() {
    Thread started = new OwnThread("history", this::write);
    writing = started;
    started.start();
    return started;
  }

  private void write() {
    try {
      file.write(history);
      failed(false, "");
    } catch (Throwable t) {
      failed(true, "the history file cannot be written: " + t);
    }
  }

  /** Says it once for each time that it begins to fail. */
  private synchronized void failed(boolean failed, String reason) {
    if (failed && !hasFailed) {
      notes.accept(reason);
    }
    hasFailed = failed;
  }

  /** Writes once more, for at most {@value #LONGEST_END_MILLIS} ms. */
  @Override
  public void close() {
    long untilNanos = System.nanoTime() + LONGEST_END_MILLIS * 1_000_000;
    try {
      Thread last = current();
      if (last != null) {
        last.join(leftMillis(untilNanos));
      }
      if (last == null || !last.isAlive()) {
        start().join(leftMillis(untilNanos));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable Thread current() {
    return writing;
  }

  private static long leftMillis(long untilNanos) {
    return Math.max(1, (untilNanos - System.nanoTime()) / 1_000_000);
  }
}
