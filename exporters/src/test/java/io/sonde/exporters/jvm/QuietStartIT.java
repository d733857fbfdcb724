package io.sonde.exporters.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Registry, JVM meters and server initialise neither the log manager nor the platform MBean server,
 * print nothing and do not keep the JVM alive, on every JDK found.
 */
@Timeout(300)
final class QuietStartIT {

  /** The JDKs of the property {@code sonde.jdks}, or else those installed beside this one. */
  static List<Path> jdks() throws IOException {
    String given = System.getProperty("sonde.jdks", "");
    List<Path> homes = new ArrayList<>();
    for (String home : given.split(",", -1)) {
      if (!home.isBlank()) {
        homes.add(Path.of(home.strip()));
      }
    }
    if (!homes.isEmpty()) {
      return homes;
    }
    Path own = Path.of(System.getProperty("java.home")).toRealPath();
    try (Stream<Path> siblings = Files.list(own.getParent())) {
      for (Path sibling : siblings.sorted().toList()) {
        Path real = sibling.toRealPath();
        if (Files.isExecutable(real.resolve("bin/java"))
            && Files.exists(real.resolve("release"))
            && !homes.contains(real)) {
          homes.add(real);
        }
      }
    }
    return homes;
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void start_inAForkedJvm_leavesLoggingAndJmxToTheApplication(Path jdk) throws Exception {
    Path log = Files.createTempFile("quiet-start", ".log");
    try {
      Process process =
          new ProcessBuilder(
                  jdk.resolve("bin/java").toString(),
                  "-Xlog:class+init=info:stdout",
                  "-cp",
                  System.getProperty("java.class.path"),
                  QuietStart.class.getName())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ended by itself").isTrue();
      check(Files.readAllLines(log, StandardCharsets.UTF_8), feature(jdk));
      assertThat(process.exitValue()).isZero();
    } finally {
      Files.delete(log);
    }
  }

  private static void check(List<String> lines, int feature) {
    List<String> said = new ArrayList<>();
    List<String> initialised = new ArrayList<>();
    List<String> other = new ArrayList<>();
    boolean before = true;
    for (String line : lines) {
      if (line.startsWith("QUIET-START ")) {
        said.add(line.substring("QUIET-START ".length()));
        before &= !line.contains("before the");
      } else if (line.startsWith("[") && before) {
        initialised.add(line);
      } else if (!line.startsWith("[")) {
        other.add(line);
      }
    }
    assertThat(said)
        .contains("failures []", "scrape true", "health true", "virtual " + (feature >= 24))
        .contains("manager " + QuietStart.LateLogManager.class.getName());
    assertThat(other).as("printed").isEmpty();
    assertThat(initialised).anyMatch(line -> line.contains("'io/sonde/exporters/"));
    assertThat(initialised)
        .noneMatch(line -> line.contains("'java/util/logging/LogManager'"))
        .noneMatch(line -> line.contains("'com/sun/jmx/mbeanserver/JmxMBeanServer'"));
  }

  private static int feature(Path jdk) throws IOException {
    for (String line : Files.readAllLines(jdk.resolve("release"))) {
      if (line.startsWith("JAVA_VERSION=")) {
        return Integer.parseInt(line.replaceAll("[^0-9.]", "").replaceAll("\\..*", ""));
      }
    }
    throw new IOException("no version: " + jdk);
  }
}
