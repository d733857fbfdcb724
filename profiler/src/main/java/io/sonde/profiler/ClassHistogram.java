package io.sonde.profiler;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Instances and bytes by class, as the JVM's diagnostic command tells.
 *
 * @param takenMillis when, in milliseconds since 1970 UTC
 * @param classes by readable class name, the largest first
 */
record ClassHistogram(long takenMillis, Map<String, Count> classes) {

  /** The largest classes are enough: a leak that matters is among them. */
  static final int MAX_CLASSES = 1_000;

  /** How many objects of a class there are, and how large they are together. */
  record Count(long instances, long bytes) {}

  /**
   * Asks the JVM; all threads stop for about 0.15 s per GiB of heap.
   *
   * @param live whether a full collection is done before; otherwise garbage that has not been
   *     collected counts too
   */
  static ClassHistogram take(PackageOpener opener, boolean live) throws ProfilerException {
    try {
      String command = live ? "GC.class_histogram" : "GC.class_histogram -all";
      return parse(System.currentTimeMillis(), DiagnosticCommands.execute(command, opener));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw new ProfilerFailedException("the JVM gives no class histogram: " + e, e);
    }
  }

  /** Reads lines like {@code 1: 1200 57600 [B (java.base@17)}; others are passed over. */
  static ClassHistogram parse(long takenMillis, String text) {
    Map<String, Count> classes = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length >= 4 && words[0].endsWith(":") && classes.size() < MAX_CLASSES) {
        Count count = new Count(Long.parseLong(words[1]), Long.parseLong(words[2]));
        // Classes of the same name in different loaders are lines of their own.
        classes.merge(
            ClassNames.readable(words[3]).replace('/', '.'),
            count,
            (a, b) -> new Count(a.instances + b.instances, a.bytes + b.bytes));
      }
    }
    return new ClassHistogram(takenMillis, classes);
  }
}
