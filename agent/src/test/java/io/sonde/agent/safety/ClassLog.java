package io.sonde.agent.safety;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM wrote about the loading and initialisation of classes, with {@link #option}.
 *
 * @param loads in order
 * @param initialised binary names, in order
 */
record ClassLog(List<Load> loads, Set<String> initialised) {

  private static final Pattern LOAD = Pattern.compile("\\[(\\d+) *\\] (\\S+) source: (.*)");
  private static final Pattern INITIALISATION =
      Pattern.compile("\\[\\d+ *\\] \\d+ Initializing '([^']+)'.*");

  /**
   * One class.
   *
   * @param thread the operating system's number of the loading thread
   * @param name binary name
   * @param source where the bytes came from
   */
  record Load(long thread, String name, String source) {

    boolean isFromArchive() {
      return source.startsWith("shared objects file");
    }
  }

  /** The JVM option that makes the log. */
  static String option(Path file) {
    return "-Xlog:class+load,class+init=info:file=" + file + ":tid:filesize=0";
  }

  static ClassLog read(Path file) throws IOException {
    List<Load> loads = new ArrayList<>();
    Set<String> initialised = new LinkedHashSet<>();
    for (String line : Files.readAllLines(file)) {
      Matcher load = LOAD.matcher(line);
      Matcher initialisation = INITIALISATION.matcher(line);
      if (load.matches()) {
        loads.add(new Load(Long.parseLong(load.group(1)), load.group(2), load.group(3)));
      } else if (initialisation.matches()) {
        initialised.add(initialisation.group(1).replace('/', '.'));
      }
    }
    return new ClassLog(loads, initialised);
  }

  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    loads.forEach(load -> names.add(load.name()));
    return names;
  }

  /** Sources by name; of a name that occurs twice, the first. */
  Map<String, Load> byName() {
    Map<String, Load> byName = new LinkedHashMap<>();
    loads.forEach(load -> byName.putIfAbsent(load.name(), load));
    return byName;
  }

  /** What the thread that loaded one class loaded from there to another class, both left out. */
  List<String> between(String first, String last) {
    List<String> names = new ArrayList<>();
    long thread = -1;
    for (Load load : loads) {
      if (load.name().equals(first)) {
        thread = load.thread();
      } else if (load.name().equals(last)) {
        return names;
      } else if (load.thread() == thread) {
        names.add(load.name());
      }
    }
    throw new IllegalStateException("no " + first + " before " + last);
  }
}
