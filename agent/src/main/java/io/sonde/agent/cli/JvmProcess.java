package io.sonde.agent.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A process that is a JVM, as far as it can be known from outside.
 *
 * @param pid its id here
 * @param pidInside its id in its own namespace, by which it names its files
 * @param uid its effective user, -1 if unknown
 * @param user that user's name
 * @param main main class, jar or module; empty if unknown
 * @param version the JVM's version as text; empty if unknown
 * @param options options of the JVM, in the order in which they count
 * @param attachRefused whether it says itself that its attach mechanism is off
 * @param files what the kernel tells of it
 */
record JvmProcess(
    long pid,
    long pidInside,
    int uid,
    String user,
    String main,
    String version,
    List<String> options,
    boolean attachRefused,
    ProcFiles files) {

  /** What the process is called in lists: the main class, or the jar without its folders. */
  String name() {
    if (main.isEmpty()) {
      return "(unknown)";
    }
    return main.endsWith(".jar") ? main.substring(main.lastIndexOf('/') + 1) : main;
  }

  /** The feature version, 0 if unknown. */
  int feature() {
    int end = 0;
    while (end < version.length() && Character.isDigit(version.charAt(end))) {
      end++;
    }
    if (end == 0) {
      return 0;
    }
    int first = Integer.parseInt(version.substring(0, Math.min(end, 4)));
    // 1.8.0
    return first == 1 && version.startsWith("1.") && version.length() > 2
        ? Character.digit(version.charAt(2), 10)
        : first;
  }

  /** The value of a switch {@code -XX:+name} or {@code -XX:-name}; the last one counts. */
  boolean isOn(String name, boolean otherwise) {
    boolean value = otherwise;
    for (String option : options) {
      if (option.equals("-XX:+" + name)) {
        value = true;
      } else if (option.equals("-XX:-" + name)) {
        value = false;
      }
    }
    return value;
  }

  /** The value of {@code -Dname=value}, or null; the last one counts. */
  @Nullable String property(String name) {
    String value = null;
    for (String option : options) {
      if (option.startsWith("-D" + name + "=")) {
        value = option.substring(name.length() + 3);
      }
    }
    return value;
  }

  /** Whether a name given by a person is exactly this one's class, simple class or jar. */
  boolean isCalled(String name) {
    return main.equals(name)
        || name().equals(name)
        || name().substring(name().lastIndexOf('.') + 1).equals(name)
        || name().equals(name + ".jar");
  }

  /** Whether a name given by a person is part of this one's. */
  boolean isCalledLike(String part) {
    return main.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }

  /** Whether threads of Sonde run in it. */
  boolean hasSondeThreads() {
    for (String thread : files.threadNames()) {
      if (thread.startsWith("sonde-")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return pid + " (" + name() + ")";
  }
}
