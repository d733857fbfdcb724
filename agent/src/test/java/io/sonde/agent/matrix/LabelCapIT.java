package io.sonde.agent.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.sonde.host.labels.LabelsProgram;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What more names than the bounds allow must show: no more series than the cap and the one beyond
 * it, every call nevertheless, and how much has no name of its own. Destinations of messages and
 * methods of gRPC: {@link MessagingContractIT}, {@link RpcContractIT}.
 */
class LabelCapIT {

  private static final int MAX_SERIES = 100;
  private static final double NAMES = LabelsProgram.NAMES;

  /** Names that a technology of two series or four per name tells apart below that cap. */
  private static final int MAX_CACHES = MAX_SERIES / 2 - 1;

  private static final int MAX_RETRIES = MAX_SERIES / 4 - 1;

  /** Routes by the eight parts of their time. */
  private static final int MAX_PARTED_ROUTES = MAX_SERIES / 8 - 1;

  /** Names of pools, circuit breakers, bulkheads and rate limiters, however high the cap. */
  private static final int MAX_NAMES = 256;

  private static final String OVERFLOW = "sonde_overflow_total";
  private static final String REQUESTS = "http_server_request_duration_seconds";
  private static final String PARTS = "http_server_request_part_seconds_total";

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long POLL_NANOS = 100_000_000;

  static Stream<Arguments> corners() {
    return Libraries.corners();
  }

  @ParameterizedTest
  @MethodSource("corners")
  @SideBySide
  void names_moreThanTheCaps_areFewSeriesAndEveryCallIsCounted(Jdk jdk, Age age)
      throws IOException {
    String classPath =
        Stream.of("caches", "resilience", "pools")
            .map(kind -> Libraries.classPath(kind, age))
            .collect(Collectors.joining(File.pathSeparator));
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .sonde("maxSeries=" + MAX_SERIES)
            .classPath(classPath)
            .run(LabelsProgram.class)) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      Exposition metrics = settled(sonde);
      SoftAssertions soft = new SoftAssertions();
      soft.assertThat(sums(metrics)).isEqualTo(truth());
      soft.assertThat(overflows(metrics)).containsAllEntriesOf(expectedOverflows());
      soft.assertThat(metrics.sum(PARTS))
          .isCloseTo(metrics.sum(REQUESTS + "_sum"), withinPercentage(0.01));
      assertFew(soft, sonde);
      soft.assertThat(metrics.sum("sonde_suppressed_errors_total")).as("%s", jvm).isZero();
      soft.assertAll();
    }
  }

  /** What is read once a second comes last. */
  private static Exposition settled(String sonde) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Exposition metrics = Exposition.fresh(sonde);
      boolean isSettled =
          sums(metrics).equals(truth()) && overflows(metrics).containsKey("request_part_labels");
      if (isSettled || System.nanoTime() > deadline) {
        return metrics;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** The families that count calls, each with how many there were. */
  private static Map<String, Double> truth() {
    Map<String, Double> truth = new TreeMap<>();
    for (String family :
        List.of(
            REQUESTS + "_count",
            "http_client_request_duration_seconds_count",
            "executor_idle_seconds_count",
            "executor_seconds_count",
            "executor_completed_tasks_total",
            "executor_rejected_tasks_total",
            "db_client_connection_wait_time_seconds_count",
            "db_client_connection_use_time_seconds_count",
            "cache_puts_total",
            "resilience4j_circuitbreaker_calls_seconds_count",
            "resilience4j_retry_calls_total",
            "resilience4j_bulkhead_wait_seconds_count",
            "resilience4j_ratelimiter_wait_seconds_count")) {
      truth.put(family, NAMES);
    }
    // each lease of H2's own pool begins and ends with a rollback
    truth.put("db_client_operation_duration_seconds_count", 3 * NAMES);
    // a hit and a miss
    truth.put("cache_gets_total", 2 * NAMES);
    return truth;
  }

  private static Map<String, Double> sums(Exposition metrics) {
    Map<String, Double> sums = new TreeMap<>();
    truth().keySet().forEach(family -> sums.put(family, metrics.sum(family)));
    return sums;
  }

  /** What the technologies' own bounds refused, and the registry's. */
  private static Map<String, Double> expectedOverflows() {
    Map<String, Double> refused = new TreeMap<>();
    refused.put("cache_labels", NAMES - MAX_CACHES);
    refused.put("retry_labels", NAMES - MAX_RETRIES);
    refused.put("request_part_labels", NAMES - MAX_PARTED_ROUTES);
    for (String kind : List.of("pool", "circuitbreaker", "bulkhead", "ratelimiter")) {
      refused.put(kind + "_labels", NAMES - MAX_NAMES);
    }
    refused.put(REQUESTS, NAMES - MAX_SERIES);
    refused.put("http_client_request_duration_seconds", NAMES - MAX_SERIES);
    refused.put("executor_idle_seconds", NAMES - MAX_SERIES);
    refused.put("executor_completed_tasks_total", NAMES - MAX_SERIES);
    refused.put("db_client_operation_duration_seconds", NAMES + 1 - MAX_SERIES);
    return refused;
  }

  private static Map<String, Double> overflows(Exposition metrics) {
    Map<String, Double> overflows = new HashMap<>();
    for (Exposition.Sample sample : metrics.all(OVERFLOW)) {
      overflows.put(sample.labels().get("metric"), sample.value());
    }
    return overflows;
  }

  /** No metric has more series than the cap and one for what is beyond. */
  private static void assertFew(SoftAssertions soft, String sonde) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String line : Exposition.get(sonde + "metrics?fresh").split("\n", -1)) {
      int labels = line.indexOf('{');
      String name = labels < 0 ? "" : line.substring(0, labels);
      if (!name.isEmpty() && !name.endsWith("_bucket")) {
        counts.merge(name, 1, Integer::sum);
      }
    }
    assertThat(counts).hasSizeGreaterThan(30);
    counts.forEach(
        (name, count) -> soft.assertThat(count).as(name).isLessThanOrEqualTo(MAX_SERIES + 1));
  }
}
