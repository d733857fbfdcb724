package io.sonde.profiler;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The copies of async-profiler that are mapped into this process.
 *
 * @param own paths of copies that Sonde extracted, deleted by now
 * @param foreign paths of all others
 */
record MappedLibraries(Set<String> own, Set<String> foreign) {

  private static final File MAPS = new File("/proc/self/maps");
  private static final String NAME = "asyncprofiler";
  private static final int PATH_COLUMN = 5;

  /** Reads the kernel's list; where there is none (macOS) both sets are empty. */
  static MappedLibraries read() {
    Set<String> own = new TreeSet<>();
    Set<String> foreign = new TreeSet<>();
    if (MAPS.exists()) {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(new FileInputStream(MAPS), StandardCharsets.UTF_8))) {
        for (String line; (line = lines.readLine()) != null; ) {
          add(line, own, foreign);
        }
      } catch (IOException e) {
        // Not readable in this container; whether natives resolve is asked besides.
        return new MappedLibraries(Set.of(), Set.of());
      }
    }
    return new MappedLibraries(own, foreign);
  }

  static void add(String line, Set<String> own, Set<String> foreign) {
    String[] columns = line.split("\\s+", PATH_COLUMN + 1);
    if (columns.length <= PATH_COLUMN) {
      return;
    }
    String path = columns[PATH_COLUMN];
    int slash = path.lastIndexOf('/');
    if (slash < 0 || !path.substring(slash).toLowerCase(Locale.ROOT).contains(NAME)) {
      return;
    }
    String directory = path.substring(path.lastIndexOf('/', slash - 1) + 1, slash);
    (directory.startsWith(PrivateDirectory.PREFIX) ? own : foreign).add(path);
  }
}
