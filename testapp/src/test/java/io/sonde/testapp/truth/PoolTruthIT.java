package io.sonde.testapp.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Waits for connections: not shorter than what the pool itself measures within them, not longer
 * than what the waiting threads see.
 */
class PoolTruthIT {

  private static final String WAIT = "db_client_connection_wait_time_seconds";
  private static final String POOL = "db_client_connection_pool_name";

  /** Six of eight threads wait for those that hold a connection for 50 ms. */
  private static final double LEAST_WAIT_SECONDS = 0.05;

  /** A percentile is never below the exact one and at most this much above it. */
  private static final double CELL_WIDTH = 1.01;

  /** Sums are seconds as floating-point numbers. */
  private static final double ROUNDING_SECONDS = 1e-6;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void starvedPool_waits_equalWhatTheThreadsMeasured(Jdk jdk) throws Exception {
    try (ForkedJvm jvm = ForkedJvm.on(jdk).sonde().run(PoolProgram.class)) {
      String sonde = jvm.awaitSonde();
      JsonNode truth = RunningShop.JSON.readTree(jvm.awaitStdout(line -> line.startsWith("{")));
      Exposition metrics = Exposition.of(sonde);

      double count = truth.get("count").asDouble();
      JsonNode told = truth.get("told");
      JsonNode measured = truth.get("measured");
      assertThat(metrics.value(WAIT + "_count", POOL, "truth")).isEqualTo(count);
      assertThat(told.get("count").asDouble()).isEqualTo(count);
      assertThat(told.get("sum").asDouble()).isGreaterThan(LEAST_WAIT_SECONDS * count);
      double waited = metrics.value(WAIT + "_sum", POOL, "truth");
      assertThat(waited)
          .isBetween(
              told.get("sum").asDouble() - ROUNDING_SECONDS,
              measured.get("sum").asDouble() + ROUNDING_SECONDS);
      JsonNode histogram =
          series(
              RunningShop.JSON.readTree(
                  Exposition.get(sonde + "api/v1/histograms?metric=" + WAIT)));
      for (String percentile : List.of("p50", "p95", "p99")) {
        assertThat(histogram.get(percentile).asDouble())
            .as(percentile)
            .isBetween(
                told.get(percentile).asDouble() - ROUNDING_SECONDS,
                measured.get(percentile).asDouble() * CELL_WIDTH);
      }
      assertThat(metrics.value("db_client_connection_use_time_seconds_count", POOL, "truth"))
          .isEqualTo(count);
      assertThat(metrics.value("db_client_connection_use_time_seconds_sum", POOL, "truth"))
          .isBetween(
              truth.get("heldSeconds").asDouble() - ROUNDING_SECONDS,
              truth.get("roundSeconds").asDouble() - told.get("sum").asDouble());
      assertThat(metrics.value("db_client_connection_timeouts_total", POOL, "truth")).isZero();
      assertThat(metrics.value("db_client_connection_timeouts_total", POOL, "tight")).isEqualTo(1);
      assertThat(metrics.value(WAIT + "_count", POOL, "tight")).isEqualTo(2);
      assertThat(metrics.value(WAIT + "_sum", POOL, "tight"))
          .isBetween(
              truth.at("/tightTold/sum").asDouble() - ROUNDING_SECONDS,
              truth.at("/tightMeasured/sum").asDouble() + ROUNDING_SECONDS);
      assertThat(truth.at("/tightTold/sum").asDouble()).isGreaterThan(0.9);
      assertThat(metrics.value("db_client_connection_max", POOL, "truth")).isEqualTo(2);
      assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
    }
  }

  private static JsonNode series(JsonNode histograms) {
    for (JsonNode series : histograms.get("series")) {
      if (series.get("labels").get(POOL).asText().equals("truth")) {
        return series;
      }
    }
    throw new AssertionError("no series of the pool in " + histograms);
  }
}
