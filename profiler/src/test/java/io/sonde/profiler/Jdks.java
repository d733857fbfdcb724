package io.sonde.profiler;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The JDKs on which this module's forked tests run: those of the system property {@code sonde.jdks}
 * (homes, separated by commas), or else the oldest supported one and the newest that are found.
 */
final class Jdks {

  private static final int OLDEST = 17;

  private Jdks() {}

  /** A Java home and its feature version. */
  record Jdk(int version, Path home) {

    Path java() {
      return home.resolve("bin").resolve("java");
    }

    @Override
    public String toString() {
      return "JDK " + version;
    }
  }

  static List<Jdk> all() {
    String configured = System.getProperty("sonde.jdks", "");
    List<Jdk> jdks = configured.isBlank() ? found() : configured(configured);
    if (jdks.isEmpty()) {
      throw new IllegalStateException("no JDK found");
    }
    return jdks;
  }

  private static List<Jdk> configured(String homes) {
    List<Jdk> jdks = new ArrayList<>();
    for (String home : homes.split(",", -1)) {
      Jdk jdk = read(Path.of(home.strip()));
      if (jdk == null) {
        throw new IllegalStateException("sonde.jdks: no JDK of 17 or later in " + home);
      }
      jdks.add(jdk);
    }
    return jdks;
  }

  private static List<Jdk> found() {
    TreeMap<Integer, Jdk> byVersion = new TreeMap<>();
    Path own = Path.of(System.getProperty("java.home"));
    add(byVersion, own);
    String environment = System.getenv("JAVA_HOME");
    if (environment != null && !environment.isBlank()) {
      add(byVersion, Path.of(environment));
      addAllIn(byVersion, Path.of(environment).getParent());
    }
    addAllIn(byVersion, own.getParent());
    addAllIn(byVersion, Path.of("/usr/lib/jvm"));
    List<Jdk> ends = new ArrayList<>();
    Jdk oldest = byVersion.get(OLDEST);
    if (oldest != null) {
      ends.add(oldest);
    }
    if (byVersion.lastKey() != OLDEST) {
      ends.add(byVersion.lastEntry().getValue());
    }
    return ends;
  }

  private static void addAllIn(Map<Integer, Jdk> jdks, @Nullable Path directory) {
    if (directory == null || !Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> homes = Files.newDirectoryStream(directory)) {
      for (Path home : homes) {
        add(jdks, home);
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot list " + directory, e);
    }
  }

  private static void add(Map<Integer, Jdk> jdks, Path home) {
    Jdk jdk = read(home);
    if (jdk != null) {
      jdks.putIfAbsent(jdk.version(), jdk);
    }
  }

  private static @Nullable Jdk read(Path home) {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin").resolve("java")) || !Files.isReadable(release)) {
      return null;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(release)) {
      properties.load(reader);
    } catch (IOException e) {
      return null;
    }
    String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
    int feature = Runtime.Version.parse(version.startsWith("1.") ? "8" : version).feature();
    return feature < OLDEST ? null : new Jdk(feature, home);
  }
}
