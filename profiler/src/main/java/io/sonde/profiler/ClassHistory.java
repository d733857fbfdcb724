package io.sonde.profiler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Instances and bytes by class over the latest class histograms of the JVM's diagnostic command.
 *
 * <p>What it keeps is made when a class is first seen and reused after that: objects kept anew with
 * each histogram would be counted by the next one as a leak of the application's.
 *
 * <p>Not thread-safe.
 */
final class ClassHistory {

  /** Fewer histograms say nothing. */
  static final int MIN_HISTOGRAMS = 3;

  /** How many growing classes are told of. */
  static final int MAX_GROWING = 30;

  /** The largest classes are enough: a leak that matters is among them. */
  private static final int MAX_CLASSES = 1_000;

  private static final Pattern LINE =
      Pattern.compile("^ *\\d+: +(\\d{1,18}) +(\\d{1,18}) +(\\S+)", Pattern.MULTILINE);

  private final int capacity;
  private final long[] takenMillis;
  private final Map<String, Row> rows = new HashMap<>();
  private int count;

  /**
   * Keeps nothing yet.
   *
   * @param capacity how many histograms are kept; the oldest one goes
   */
  ClassHistory(int capacity) {
    this.capacity = capacity;
    takenMillis = new long[capacity];
  }

  /**
   * Asks the JVM; all threads stop for about 0.15 s per GiB of heap.
   *
   * @param live whether a full collection is done before; otherwise garbage that has not been
   *     collected counts too
   */
  static String take(PackageOpener opener, boolean live) throws ProfilerException {
    try {
      String command = live ? "GC.class_histogram" : "GC.class_histogram -all";
      return DiagnosticCommands.execute(command, opener);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw new ProfilerFailedException("the JVM gives no class histogram: " + e, e);
    }
  }

  /**
   * Adds what {@link #take} gave: lines like {@code 1: 1200 57600 [B (java.base@17)}; others are
   * passed over.
   */
  void add(long atMillis, String histogram) {
    if (count == capacity) {
      System.arraycopy(takenMillis, 1, takenMillis, 0, --count);
      rows.values().forEach(Row::shift);
      rows.values().removeIf(Row::isEmpty);
    }
    takenMillis[count] = atMillis;
    int classes = 0;
    Matcher line = LINE.matcher(histogram);
    while (classes++ < MAX_CLASSES && line.find()) {
      Row row =
          rows.computeIfAbsent(
              ClassNames.readable(line.group(3)).replace('/', '.'), type -> new Row(capacity));
      // Classes of the same name in different loaders are lines of their own.
      row.instances[count] += Long.parseLong(line.group(1));
      row.bytes[count] += Long.parseLong(line.group(2));
    }
    count++;
  }

  void clear() {
    count = 0;
    rows.clear();
  }

  /** What is known now. */
  ClassTrend trend() {
    List<ClassGrowth> growing = new ArrayList<>();
    if (count >= MIN_HISTOGRAMS) {
      rows.forEach(
          (type, row) -> {
            if (row.isGrowing(count)) {
              growing.add(growth(type, row));
            }
          });
    }
    growing.sort(Comparator.comparingLong(ClassGrowth::addedBytes).reversed());
    return new ClassTrend(
        count,
        count == 0 ? 0 : takenMillis[0],
        count == 0 ? 0 : takenMillis[count - 1],
        List.copyOf(growing.subList(0, Math.min(MAX_GROWING, growing.size()))));
  }

  private ClassGrowth growth(String type, Row row) {
    int last = count - 1;
    long addedBytes = row.bytes[last] - row.bytes[0];
    return new ClassGrowth(
        type,
        row.instances[last],
        row.bytes[last],
        row.instances[last] - row.instances[0],
        addedBytes,
        addedBytes * 1e3 / Math.max(1, takenMillis[last] - takenMillis[0]));
  }

  /** A class in the histograms, the oldest first; 0 where it was not among the largest. */
  private static final class Row {
    final long[] instances;
    final long[] bytes;

    Row(int capacity) {
      instances = new long[capacity];
      bytes = new long[capacity];
    }

    void shift() {
      int last = bytes.length - 1;
      System.arraycopy(instances, 1, instances, 0, last);
      System.arraycopy(bytes, 1, bytes, 0, last);
      instances[last] = 0;
      bytes[last] = 0;
    }

    boolean isEmpty() {
      return Arrays.stream(bytes).allMatch(size -> size == 0);
    }

    boolean isGrowing(int count) {
      boolean isGrowing = bytes[0] > 0;
      for (int i = 1; i < count; i++) {
        isGrowing &= bytes[i] > bytes[i - 1];
      }
      return isGrowing;
    }
  }
}
