package io.sonde.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An installed JDK.
 *
 * @param home its folder
 * @param feature its feature version, 17 or later
 */
public record Jdk(Path home, int feature) {

  private static final int OLDEST = 17;

  /** The {@code java} command. */
  public Path java() {
    return tool("java");
  }

  /** A command of the JDK. */
  public Path tool(String name) {
    return home.resolve("bin").resolve(name);
  }

  /**
   * The JDKs that forked tests run on: those named by the system property {@code sonde.jdks}
   * (folders, separated by commas) or else one of each feature version found beside the running
   * one, in {@code JAVA_HOME*} variables and in the usual folders; oldest first.
   */
  public static List<Jdk> all() {
    String given = System.getProperty("sonde.jdks", "");
    Set<Path> homes = new LinkedHashSet<>();
    if (given.isBlank()) {
      homes.addAll(candidates());
    } else {
      for (String home : given.split(",", -1)) {
        homes.add(Path.of(home.trim()));
      }
    }
    Map<Integer, Jdk> byFeature = new TreeMap<>();
    for (Path home : homes) {
      Jdk jdk = at(home);
      if (jdk != null) {
        byFeature.putIfAbsent(jdk.feature(), jdk);
      } else if (!given.isBlank()) {
        throw new IllegalStateException("sonde.jdks: no JDK " + OLDEST + " or later in " + home);
      }
    }
    return new ArrayList<>(byFeature.values());
  }

  private static List<Path> candidates() {
    List<Path> homes = new ArrayList<>();
    Path running = Path.of(System.getProperty("java.home"));
    homes.add(running);
    System.getenv()
        .forEach(
            (name, value) -> {
              if (name.startsWith("JAVA_HOME")) {
                homes.add(Path.of(value));
              }
            });
    List<@Nullable Path> folders = new ArrayList<>();
    folders.add(running.getParent());
    folders.add(new File("/usr/lib/jvm").toPath());
    folders.add(new File("/Library/Java/JavaVirtualMachines").toPath());
    folders.add(Path.of(System.getProperty("user.home"), ".sdkman", "candidates", "java"));
    for (Path folder : folders) {
      if (folder != null && Files.isDirectory(folder)) {
        try (Stream<Path> entries = Files.list(folder)) {
          entries.sorted().forEach(homes::add);
        } catch (IOException e) {
          throw new IllegalStateException("cannot list " + folder, e);
        }
      }
    }
    return homes;
  }

  private static @Nullable Jdk at(Path home) {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin").resolve("javac")) || !Files.exists(release)) {
      return null;
    }
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(release)) {
      properties.load(in);
    } catch (IOException e) {
      return null;
    }
    String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
    int feature = version.isEmpty() ? 0 : Runtime.Version.parse(version).feature();
    return feature >= OLDEST ? new Jdk(home, feature) : null;
  }

  @Override
  public String toString() {
    return "JDK " + feature;
  }
}
