package io.sonde.agent.matrix;

import io.sonde.testing.Jdk;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * The jars that the build copies into folders {@code target/libraries/KIND-AGE}: a class path each.
 */
final class Libraries {

  private Libraries() {}

  /** Every JDK with every age. */
  static Stream<Arguments> matrix() {
    List<Arguments> all = new ArrayList<>();
    for (Jdk jdk : Jdk.all()) {
      for (Age age : Age.values()) {
        all.add(Arguments.of(jdk, age));
      }
    }
    return all.stream();
  }

  /** The oldest versions on the oldest JDK, the newest on the newest. */
  static Stream<Arguments> corners() {
    List<Jdk> jdks = Jdk.all();
    return Stream.of(
        Arguments.of(jdks.get(0), Age.OLDEST), Arguments.of(jdks.get(jdks.size() - 1), Age.NEWEST));
  }

  /** The jars of a kind of library in alphabetical order. */
  static List<Path> jars(String kind, Age age) {
    return jars(kind + "-" + age);
  }

  private static List<Path> jars(String name) {
    Path folder = Path.of("target", "libraries", name).toAbsolutePath();
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the build fills " + folder, e);
    }
  }

  /** The compiled tests, for their programs, and the jars of a kind; nothing of Sonde. */
  static String classPath(String kind, Age age) {
    return classPath(kind + "-" + age);
  }

  /** As {@link #classPath(String, Age)}, with the jars in a folder. */
  static String classPath(String folder) {
    StringBuilder path = new StringBuilder(classes().toString());
    for (Path jar : jars(folder)) {
      path.append(File.pathSeparatorChar).append(jar);
    }
    return path.toString();
  }

  /** The folder of the compiled tests. */
  static Path classes() {
    try {
      return Path.of(Libraries.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
