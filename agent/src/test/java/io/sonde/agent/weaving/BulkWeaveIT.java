package io.sonde.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Thousands of real classes, with advice on every method that can carry one, still verify. */
final class BulkWeaveIT {

  private static final int WITH_CLASS_FILE_API = 24;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  private static Map<String, Integer> run(Jdk jdk, String mode, int classes, int forced) {
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .jvm("-Xmx1g", "-XX:+UseSerialGC")
            .run(BulkWeaver.class, mode, Integer.toString(classes), Integer.toString(forced))) {
      int exitCode = jvm.awaitExit();
      assertThat(exitCode).as("%s", jvm).isZero();
      assertThat(jvm.stdout().lines().filter(line -> line.startsWith("FAILED")).limit(20))
          .isEmpty();
      Map<String, Integer> counts = new HashMap<>();
      jvm.stdout()
          .lines()
          .filter(line -> line.matches("\\w+=\\d+"))
          .forEach(
              line -> {
                int equals = line.indexOf('=');
                counts.put(line.substring(0, equals), Integer.valueOf(line.substring(equals + 1)));
              });
      System.out.println(jdk + ", " + mode + ": " + counts);
      return counts;
    }
  }

  @Test
  void realClasses_wovenWithEveryAdvice_verify() {
    List<Jdk> jdks = jdks();
    Jdk newest = jdks.get(jdks.size() - 1);
    assumeTrue(newest.feature() >= WITH_CLASS_FILE_API, "no JDK here has a verifier to call");
    Map<String, Integer> counts = run(newest, "verify", 30_000, 9_000);
    assertThat(counts).doesNotContainKey("failed");
    assertThat(counts.get("forced_verified")).isGreaterThanOrEqualTo(5_000);
    assertThat(counts.get("real_verified")).isGreaterThanOrEqualTo(30);
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void realClasses_wovenWithEveryAdvice_linkInTheJvm(Jdk jdk) {
    Map<String, Integer> counts = run(jdk, "load", 3_000, 3_000);
    assertThat(counts).doesNotContainKey("failed");
    assertThat(counts.get("linked")).isGreaterThanOrEqualTo(1_000);
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void classesOfOldFormats_woven_verifyAndWork(Jdk jdk) {
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .run(
                OldClasses.class,
                driver("hsqldb-1.8.0.10.jar"),
                driver("mysql-connector-java-3.0.10.jar"))) {
      int exitCode = jvm.awaitExit();
      assertThat(exitCode).as("%s", jvm).isZero();
      assertThat(jvm.stdout().lines())
          .containsExactlyInAnyOrder(
              "format 46: true true 2, probe 2 1",
              "format 47: true true 2, probe 4 2",
              "format 48: true true 2, probe 6 3",
              "format 49: true true 2, probe 8 4",
              "jar hsqldb-1.8.0.10.jar: format 46, some linked, 0 failed",
              "jar mysql-connector-java-3.0.10.jar: format 46, some linked, 0 failed",
              "suppressed 0");
    }
  }

  /** Whose calls nothing shows, for want of a server: those classes at least are not broken. */
  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void driversWithoutAServer_woven_link(Jdk jdk) {
    List<String> jars =
        List.of(
            "mssql-jdbc-6.2.0.jre7.jar",
            "mssql-jdbc-13.2.1.jre11.jar",
            "ojdbc6-11.2.0.4.jar",
            "ojdbc11-23.26.2.0.0.jar",
            "jcc-11.1.4.4.jar",
            "jcc-12.1.3.0.jar");
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .run(OldClasses.class, jars.stream().map(BulkWeaveIT::driver).toArray(String[]::new))) {
      int exitCode = jvm.awaitExit();
      assertThat(exitCode).as("%s", jvm).isZero();
      assertThat(jvm.stdout().lines().filter(line -> line.startsWith("jar ")))
          .hasSize(jars.size())
          .allMatch(line -> line.endsWith("some linked, 0 failed"));
    }
  }

  /** A jar that the build has put beside the compiled tests, not on the class path. */
  private static String driver(String file) {
    try {
      Path classes =
          Path.of(BulkWeaveIT.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return classes.resolveSibling("drivers").resolve(file).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
