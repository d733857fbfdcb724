package io.sonde.agent.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.host.rpc.RpcProgram;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients and servers of RPCs must show, as the program that used them counted. */
class RpcContractIT {

  private static final String CLIENT = "rpc_client_call_duration_seconds";
  private static final String SERVER = "rpc_server_call_duration_seconds";
  private static final String CLIENT_ACTIVE = "rpc_client_active_calls";
  private static final String SERVER_ACTIVE = "rpc_server_active_calls";
  private static final String PARTS = "http_server_request_part_seconds_total";
  private static final String METHOD = "rpc_method";
  private static final String STATUS = "rpc_response_status_code";

  private static final String CANCELLED = "|CANCELLED";
  private static final String DEADLINE_EXCEEDED = "|DEADLINE_EXCEEDED";
  private static final String LATE = "|LATE";

  /** Sums are seconds as floating-point numbers. */
  private static final double ROUNDING_SECONDS = 1e-6;

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long POLL_NANOS = 50_000_000;

  private static final int NAMES = 10_000;
  private static final int MAX_SERIES = 1_000;

  /** Methods that are told apart, however high the cap of series. */
  private static final int MAX_METHODS = 2_000;

  @TempDir private Path folder;

  static Stream<Arguments> matrix() {
    return Libraries.matrix();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  @SideBySide
  void grpc_meters_equalTheProgramsOwnTruth(Jdk jdk, Age age) throws IOException {
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .sonde()
            .classPath(Libraries.classPath("rpc", age))
            .run(RpcProgram.class)) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      Map<String, Long> served = truth(jvm, "server ");
      Exposition metrics = settled(sonde, served, slow(jvm));
      SoftAssertions soft = new SoftAssertions();
      Map<String, Long> called = truth(jvm, "client ");
      soft.assertThat(called).hasSizeGreaterThan(25);
      soft.assertThat(counts(metrics, CLIENT)).isEqualTo(called);
      soft.assertThat(eitherWay(counts(metrics, SERVER))).isEqualTo(eitherWay(served));
      assertLate(soft, metrics, served);
      assertErrors(soft, metrics);
      assertActive(soft, metrics, jvm);
      assertTimes(soft, metrics, jvm);
      soft.assertThat(metrics.all("http_client_request_duration_seconds_count")).isEmpty();
      soft.assertThat(metrics.all("http_server_request_duration_seconds_count")).isEmpty();
      soft.assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      soft.assertThat(metrics.sum("sonde_overflow_total")).isZero();
      new GoldenScrape()
          .where("DEADLINE_EXCEEDED", "GIVEN_UP")
          .where("CANCELLED", "GIVEN_UP")
          .assertSame(soft, "rpc-" + age, sonde, "rpc_");
      soft.assertAll();
    }
  }

  @Test
  void methodNames_madeUpByClients_areFewSeriesAndEveryCallIsCounted() throws IOException {
    try (ForkedJvm jvm =
        ForkedJvm.on(Jdk.all().get(0))
            .sonde()
            .classPath(Libraries.classPath("rpc", Age.NEWEST))
            .run(RpcProgram.class, "names")) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      Map<String, Long> served =
          Map.of("_OTHER|UNIMPLEMENTED", (long) NAMES, "shop.Local/Echo|OK", 1L);
      Exposition metrics = settled(sonde, served, slow(jvm));
      assertThat(counts(metrics, SERVER)).isEqualTo(served);
      assertThat(metrics.sum(CLIENT + "_count")).isEqualTo(NAMES + 1);
      assertThat(metrics.all(CLIENT + "_count")).hasSizeLessThanOrEqualTo(MAX_SERIES + 1);
      assertThat(metrics.all(CLIENT_ACTIVE)).hasSizeLessThanOrEqualTo(MAX_SERIES + 1);
      assertThat(metrics.value("sonde_overflow_total", "metric", "rpc_client_labels"))
          .isEqualTo(NAMES + 1 - MAX_METHODS);
      assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
    }
  }

  @Test
  void grpc_disabled_isAsItsJarsHaveIt() throws IOException {
    try (ForkedJvm jvm =
        ForkedJvm.on(Jdk.all().get(0))
            .sonde("disable=grpc")
            .jvm(ChangedClasses.option(folder, "io.grpc."))
            .classPath(Libraries.classPath("rpc", Age.NEWEST))
            .run(RpcProgram.class)) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      assertThat(jvm.after(ChangedClasses.WORD)).isEmpty();
      Exposition metrics = Exposition.fresh(sonde);
      assertThat(metrics.all(CLIENT + "_count")).isEmpty();
      assertThat(metrics.all(SERVER + "_count")).isEmpty();
    }
  }

  /** A server may be told of the end of a call that it does not have after the client was. */
  private static Exposition settled(String sonde, Map<String, Long> served, List<String[]> slow) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Exposition metrics = Exposition.fresh(sonde);
      if ((eitherWay(counts(metrics, SERVER)).equals(eitherWay(served)) && hasParts(metrics, slow))
          || System.nanoTime() > deadline) {
        return metrics;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Where requests' time goes is published once a second. */
  private static boolean hasParts(Exposition metrics, List<String[]> slow) {
    for (String[] words : slow) {
      if (partSeconds(metrics, words[1] + "/Slow") < least(words)) {
        return false;
      }
    }
    return true;
  }

  /** Lines of the program: the service, what its slow method worked, what the caller waited. */
  private static List<String[]> slow(ForkedJvm jvm) {
    return jvm.stdout()
        .lines()
        .filter(line -> line.startsWith("slow "))
        .map(line -> line.split(" ", 4))
        .toList();
  }

  private static double least(String... slow) {
    return Long.parseLong(slow[2]) / 1e9 - ROUNDING_SECONDS;
  }

  private static double partSeconds(Exposition metrics, String method) {
    double seconds = 0;
    for (Exposition.Sample part : metrics.all(PARTS, "http_route", "/" + method)) {
      seconds += part.value();
    }
    return seconds;
  }

  /** Whether a call was given up by its client or its deadline came first is one. */
  private static Map<String, Long> eitherWay(Map<String, Long> counts) {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach(
        (key, count) ->
            sums.merge(
                key.replace(DEADLINE_EXCEEDED, CANCELLED).replace(LATE, CANCELLED),
                count,
                Long::sum));
    return sums;
  }

  /** Of those that the server was told are over, no more than had a deadline say so. */
  private static void assertLate(
      SoftAssertions soft, Exposition metrics, Map<String, Long> served) {
    Map<String, Long> late = new TreeMap<>(served);
    late.keySet().removeIf(key -> !key.endsWith(LATE));
    soft.assertThat(late).hasSize(2);
    counts(metrics, SERVER)
        .forEach(
            (key, count) -> {
              if (key.endsWith(DEADLINE_EXCEEDED)) {
                String lateKey = key.replace(DEADLINE_EXCEEDED, LATE);
                soft.assertThat(count).as(key).isLessThanOrEqualTo(late.get(lateKey));
              }
            });
  }

  private static void assertErrors(SoftAssertions soft, Exposition metrics) {
    for (String family : List.of(CLIENT, SERVER)) {
      for (Exposition.Sample sample : metrics.all(family + "_count")) {
        String status = sample.labels().getOrDefault(STATUS, "");
        soft.assertThat(sample.labels())
            .containsEntry("rpc_system_name", "grpc")
            .containsEntry("error_type", status.equals("OK") ? "" : status);
      }
    }
  }

  /** One call of each server is under way. */
  private static void assertActive(SoftAssertions soft, Exposition metrics, ForkedJvm jvm) {
    List<String> held =
        jvm.stdout()
            .lines()
            .filter(line -> line.startsWith("held "))
            .map(line -> line.substring("held ".length()))
            .toList();
    soft.assertThat(held).hasSize(2);
    for (String family : List.of(CLIENT_ACTIVE, SERVER_ACTIVE)) {
      soft.assertThat(metrics.all(family)).hasSizeGreaterThan(20);
      for (Exposition.Sample sample : metrics.all(family)) {
        String method = sample.labels().getOrDefault(METHOD, "");
        soft.assertThat(sample.value())
            .as(family + " " + method)
            .isEqualTo(held.contains(method) ? 1 : 0);
      }
    }
  }

  /** The handlers' own time is within the server's, and that within the callers'. */
  private static void assertTimes(SoftAssertions soft, Exposition metrics, ForkedJvm jvm) {
    List<String[]> slow = slow(jvm);
    soft.assertThat(slow).hasSize(2);
    for (String[] words : slow) {
      for (String family : List.of(CLIENT, SERVER)) {
        soft.assertThat(metrics.sum(family + "_sum", METHOD, words[1] + "/Slow"))
            .as(family + " " + words[1])
            .isBetween(least(words), Long.parseLong(words[3]) / 1e9 + ROUNDING_SECONDS);
      }
      // a request is until its handler returns, which may be after the call has ended
      soft.assertThat(partSeconds(metrics, words[1] + "/Slow"))
          .as("request " + words[1])
          .isGreaterThanOrEqualTo(least(words));
      soft.assertThat(partSeconds(metrics, words[1] + "/Later")).as("answered later").isPositive();
      soft.assertThat(metrics.all(PARTS, "http_route", "/" + words[1] + "/Chat")).isEmpty();
    }
  }

  private static Map<String, Long> truth(ForkedJvm jvm, String word) {
    Map<String, Long> truth = new TreeMap<>();
    jvm.stdout()
        .lines()
        .filter(line -> line.startsWith(word))
        .forEach(
            line -> {
              String[] words = line.split(" ", 3);
              truth.put(words[1], Long.valueOf(words[2]));
            });
    return truth;
  }

  private static Map<String, Long> counts(Exposition metrics, String family) {
    Map<String, Long> measured = new TreeMap<>();
    for (Exposition.Sample sample : metrics.all(family + "_count")) {
      String key = sample.labels().get(METHOD) + "|" + sample.labels().get(STATUS);
      measured.merge(key, (long) sample.value(), Long::sum);
    }
    return measured;
  }
}
