package io.sonde.agent.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.host.resilience.ResilienceProgram;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What circuit breakers, retries, bulkheads and rate limiters must show, as the program that used
 * them counted.
 */
class ResilienceContractIT {

  private static final String CALLS = "resilience4j_circuitbreaker_calls_seconds";
  private static final String REFUSED = "resilience4j_circuitbreaker_not_permitted_calls_total";
  private static final String STATE = "resilience4j_circuitbreaker_state";
  private static final String RETRIES = "resilience4j_retry_calls_total";
  private static final String LIBRARY = "io.github.resilience4j.";
  private static final String SPRING = "org.springframework.retry.";

  /** Sums are seconds as floating-point numbers. */
  private static final double ROUNDING_SECONDS = 1e-6;

  @TempDir private Path folder;

  static Stream<Arguments> matrix() {
    return Libraries.matrix();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  @SideBySide
  void everyKind_meters_equalTheProgramsOwnTruth(Jdk jdk, Age age) throws IOException {
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .sonde()
            .classPath(Libraries.classPath("resilience", age))
            .run(ResilienceProgram.class)) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      Exposition metrics = Exposition.fresh(sonde);
      SoftAssertions soft = new SoftAssertions();
      soft.assertThat(breakers(metrics)).hasSize(4).isEqualTo(truth(jvm, "breaker "));
      soft.assertThat(retries(metrics))
          .hasSize(age == Age.NEWEST ? 6 : 5)
          .isEqualTo(truth(jvm, "retry "));
      soft.assertThat(limits(metrics)).hasSize(5).isEqualTo(truth(jvm, "limit "));
      truth(jvm, "waited ")
          .forEach((name, nanos) -> assertWaits(soft, metrics, name, nanos.split(" ", 2)));
      truth(jvm, "elapsed ")
          .forEach(
              (name, nanos) ->
                  soft.assertThat(metrics.sum(CALLS + "_sum", "name", name, "kind", "successful"))
                      .as(name)
                      .isPositive()
                      .isLessThanOrEqualTo(Long.parseLong(nanos) / 1e9 + ROUNDING_SECONDS));
      soft.assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      soft.assertThat(metrics.sum("sonde_overflow_total")).isZero();
      new GoldenScrape().assertSame(soft, "resilience-" + age, sonde, "resilience4j_");
      soft.assertAll();
    }
  }

  @Test
  void resilience_disabled_isAsItsJarsHaveIt() throws IOException {
    try (ForkedJvm jvm =
        ForkedJvm.on(Jdk.all().get(0))
            .sonde("disable=resilience")
            .jvm(ChangedClasses.option(folder, LIBRARY, SPRING))
            .classPath(Libraries.classPath("resilience", Age.NEWEST))
            .run(ResilienceProgram.class)) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      assertThat(jvm.after(ChangedClasses.WORD)).isEmpty();
      assertThat(Exposition.fresh(sonde).all(RETRIES)).isEmpty();
    }
  }

  private static Map<String, String> truth(ForkedJvm jvm, String word) {
    Map<String, String> truth = new TreeMap<>();
    jvm.stdout()
        .lines()
        .filter(line -> line.startsWith(word))
        .forEach(
            line -> {
              String[] words = line.split(" ", 3);
              truth.put(words[1], words[2]);
            });
    return truth;
  }

  private static Map<String, String> breakers(Exposition metrics) {
    Map<String, String> measured = new TreeMap<>();
    for (Exposition.Sample sample : metrics.all(REFUSED)) {
      String name = sample.labels().get("name");
      measured.put(
          name,
          "successful=%d failed=%d ignored=%d not_permitted=%d state=%s"
              .formatted(
                  (long) metrics.value(CALLS + "_count", "name", name, "kind", "successful"),
                  (long) metrics.value(CALLS + "_count", "name", name, "kind", "failed"),
                  (long) metrics.value(CALLS + "_count", "name", name, "kind", "ignored"),
                  (long) sample.value(),
                  state(metrics, name)));
    }
    return measured;
  }

  private static Map<String, String> limits(Exposition metrics) {
    Map<String, String> measured = new TreeMap<>();
    String numbers = "resilience4j_bulkhead_%s_concurrent_calls";
    for (Exposition.Sample sample : metrics.all(numbers.formatted("available"))) {
      String name = sample.labels().get("name");
      long most = (long) metrics.value(numbers.formatted("max_allowed"), "name", name);
      measured.put(
          "bulkhead:" + name,
          waits(metrics, "resilience4j_bulkhead_wait_seconds_count", name)
              + " available=%d max=%d".formatted((long) sample.value(), most));
    }
    for (Exposition.Sample sample : metrics.all("resilience4j_ratelimiter_available_permissions")) {
      String name = sample.labels().get("name");
      long waiting = (long) metrics.value("resilience4j_ratelimiter_waiting_threads", "name", name);
      measured.put(
          "ratelimiter:" + name,
          waits(metrics, "resilience4j_ratelimiter_wait_seconds_count", name)
              + " available=%d waiting=%d".formatted((long) sample.value(), waiting));
    }
    return measured;
  }

  private static String waits(Exposition metrics, String counts, String name) {
    return "permitted=%d not_permitted=%d"
        .formatted(
            (long) metrics.value(counts, "name", name, "kind", "permitted"),
            (long) metrics.value(counts, "name", name, "kind", "not_permitted"));
  }

  /** What was waited for lies between what the program knows. */
  private static void assertWaits(
      SoftAssertions soft, Exposition metrics, String limit, String[] nanos) {
    String[] kindAndName = limit.split(":", 2);
    soft.assertThat(
            metrics.sum(
                "resilience4j_%s_wait_seconds_sum".formatted(kindAndName[0]),
                "name",
                kindAndName[1],
                "kind",
                "permitted"))
        .as(limit)
        .isBetween(
            Long.parseLong(nanos[0]) / 1e9 - ROUNDING_SECONDS,
            Long.parseLong(nanos[1]) / 1e9 + ROUNDING_SECONDS);
  }

  /** The one state whose gauge is 1. */
  private static String state(Exposition metrics, String name) {
    StringBuilder states = new StringBuilder();
    for (Exposition.Sample sample : metrics.all(STATE, "name", name)) {
      if (sample.value() == 1) {
        states.append(sample.labels().get("state").toUpperCase(Locale.ROOT));
      }
    }
    return states.toString();
  }

  private static Map<String, String> retries(Exposition metrics) {
    Map<String, String> measured = new TreeMap<>();
    for (Exposition.Sample sample : metrics.all(RETRIES, "kind", "successful_without_retry")) {
      String name = sample.labels().get("name");
      StringBuilder kinds = new StringBuilder();
      for (String kind :
          new String[] {
            "successful_without_retry",
            "successful_with_retry",
            "failed_without_retry",
            "failed_with_retry"
          }) {
        kinds
            .append(' ')
            .append(kind)
            .append('=')
            .append((long) metrics.value(RETRIES, "name", name, "kind", kind));
      }
      measured.put(name, kinds.substring(1));
    }
    return measured;
  }
}
