package io.sonde.agent.matrix;

import io.sonde.agent.instrumentation.servlet.JavaxClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Programs of the tests, compiled against {@code jakarta} APIs, as they were compiled against the
 * {@code javax} ones: to stand on the class path before the compiled tests.
 */
final class JavaxPrograms {

  private JavaxPrograms() {}

  /** Copies the classes of a package into a folder. */
  static void copy(String packageName, Path into) throws IOException {
    String path = packageName.replace('.', '/');
    Path target = Files.createDirectories(into.resolve(path));
    List<Path> compiled;
    try (Stream<Path> files = Files.list(Libraries.classes().resolve(path))) {
      compiled = files.filter(file -> file.toString().endsWith(".class")).toList();
    }
    for (Path file : compiled) {
      Object unused =
          Files.write(
              target.resolve(file.getFileName().toString()),
              JavaxClasses.of(Files.readAllBytes(file)));
    }
  }
}
