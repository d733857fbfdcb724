package io.sonde.agent.instrumentation.httpserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.agent.matrix.ChangedClasses;
import io.sonde.agent.matrix.GoldenScrape;
import io.sonde.host.httpserver.HttpServerProgram;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JDK's HTTP server: each request once, as the program that served it counted and timed it. */
class HttpServerTruthIT {

  private static final String DURATION = "http_server_request_duration_seconds";

  private static final String ACTIVE = "http_server_active_requests";

  /** Sums are seconds as floating-point numbers. */
  private static final double ROUNDING_SECONDS = 1e-6;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  @SideBySide
  void server_meters_equalTheProgramsOwnTruth(Jdk jdk) throws IOException {
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk).sonde().classPath(hostClasses()).run(HttpServerProgram.class)) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      Exposition metrics = Exposition.fresh(sonde);
      assertThat(counts(metrics)).isEqualTo(outcomes(jvm));
      // Sonde's endpoint is such a server, too: what it answered until now is not counted
      assertThat(counts(Exposition.fresh(sonde))).isEqualTo(outcomes(jvm));
      String[] times = words(jvm, "times").findFirst().orElseThrow();
      assertThat(metrics.sum(DURATION + "_sum"))
          .isGreaterThanOrEqualTo(Long.parseLong(times[1]) / 1e9 - ROUNDING_SECONDS)
          .isLessThanOrEqualTo(Long.parseLong(times[2]) / 1e9 + ROUNDING_SECONDS);
      assertThat(metrics.all(ACTIVE)).isNotEmpty().allMatch(active -> active.value() == 0);
      assertThat(metrics.value("sonde_instrumented_classes", "technology", "httpserver"))
          .isEqualTo(1);
      assertThat(metrics.all("sonde_suppressed_errors_total")).isNotEmpty();
      assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      SoftAssertions soft = new SoftAssertions();
      new GoldenScrape().assertSame(soft, "servers-jdk", sonde, DURATION, ACTIVE);
      soft.assertAll();
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  @SideBySide
  void server_disabled_isAsItsModuleHasIt(Jdk jdk, @TempDir Path folder) throws IOException {
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .sonde("disable=httpserver")
            .jvm(ChangedClasses.option(folder, "com.sun.net.httpserver.", "sun.net.httpserver."))
            .classPath(hostClasses())
            .run(HttpServerProgram.class)) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      Exposition metrics = Exposition.fresh(sonde);
      assertThat(metrics.all("sonde_instrumented_classes"))
          .isNotEmpty()
          .noneMatch(sample -> sample.labels().get("technology").equals("httpserver"));
      assertThat(metrics.all(DURATION + "_count")).isEmpty();
      assertThat(jvm.after(ChangedClasses.WORD)).isEmpty();
    }
  }

  /** The folder of test classes alone: the tests' own class path holds Sonde a second time. */
  private static String hostClasses() {
    try {
      return Path.of(
              HttpServerProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Long> outcomes(ForkedJvm jvm) {
    Map<String, Long> outcomes = new TreeMap<>();
    words(jvm, "outcome")
        .forEach(
            words ->
                outcomes.merge(
                    String.join(" ", words[1], words[2], words[3], words[4]),
                    Long.parseLong(words[5]),
                    Long::sum));
    return outcomes;
  }

  private static Map<String, Long> counts(Exposition metrics) {
    Map<String, Long> counts = new TreeMap<>();
    for (Exposition.Sample sample : metrics.all(DURATION + "_count")) {
      Map<String, String> labels = sample.labels();
      counts.merge(
          String.join(
              " ",
              labels.get("http_request_method"),
              labels.get("http_route"),
              dash(labels.get("http_response_status_code")),
              dash(labels.get("error_type"))),
          (long) sample.value(),
          Long::sum);
    }
    return counts;
  }

  private static String dash(String label) {
    return label.isEmpty() ? "-" : label;
  }

  private static Stream<String[]> words(ForkedJvm jvm, String first) {
    return jvm.stdout()
        .lines()
        .filter(line -> line.startsWith(first + " "))
        .map(line -> line.split(" ", -1));
  }
}
