package io.sonde.agent.matrix;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The versions of libraries that tests run with, read off the names of their jars. */
final class Versions {

  /** Jars of servers that tests load by themselves. */
  static final Path SERVERS = Path.of("target", "servers");

  private static final String JAR = ".jar";

  private Versions() {}

  /** The version of an artifact, which must be among the jars once. */
  static String of(List<Path> jars, String artifact) {
    List<String> found = new ArrayList<>();
    for (Path jar : jars) {
      String name = jar.getFileName().toString();
      int version = artifact.length() + 1;
      if (name.startsWith(artifact + "-")
          && name.endsWith(JAR)
          && Character.isDigit(name.charAt(version))) {
        found.add(name.substring(version, name.length() - JAR.length()));
      }
    }
    if (found.size() != 1) {
      throw new IllegalStateException(artifact + " " + found + " among " + jars);
    }
    return found.get(0);
  }

  /** The version on the class path of this test. */
  static String compiledWith(String artifact) {
    List<Path> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (entry.endsWith(JAR)) {
        jars.add(Path.of(entry));
      }
    }
    return of(jars, artifact);
  }

  /**
   * The version of the one jar in a folder whose name starts with an artifact and a major version.
   */
  static String inFolder(Path folder, String start) {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> found =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.startsWith(start + "."))
              .toList();
      if (found.size() != 1) {
        throw new IllegalStateException(start + " " + found + " in " + folder);
      }
      String name = found.get(0);
      int version = name.lastIndexOf('-') + 1;
      return name.substring(version, name.length() - JAR.length());
    } catch (IOException e) {
      throw new UncheckedIOException("the build fills " + folder, e);
    }
  }

  /** The value of a property that a pom declares. */
  static String property(Path pom, String name) {
    try {
      Matcher value =
          Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)</").matcher(Files.readString(pom));
      if (!value.find()) {
        throw new IllegalStateException(name + " is not in " + pom);
      }
      return value.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
