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

  /** The jars of a kind of library in alphabetical order. */
  static List<Path> jars(String kind, Age age) {
    Path folder = Path.of("target", "libraries", kind + "-" + age).toAbsolutePath();
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the build fills " + folder, e);
    }
  }

  /** The compiled tests, for their programs, and the jars of a kind; nothing of Sonde. */
  static String classPath(String kind, Age age) {
    StringBuilder path = new StringBuilder();
    try {
      path.append(
          Path.of(Libraries.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    for (Path jar : jars(kind, age)) {
      path.append(File.pathSeparatorChar).append(jar);
    }
    return path.toString();
  }
}
