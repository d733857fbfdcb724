package io.sonde.testapp.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Waits for connections as the waiting threads measured them. */
class PoolTruthIT {

  private static final String WAIT = "db_client_connection_wait_time_seconds";
  private static final String POOL = "db_client_connection_pool_name";

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void starvedPool_waits_equalWhatTheThreadsMeasured(Jdk jdk) throws Exception {
    try (ForkedJvm jvm = ForkedJvm.on(jdk).sonde().run(PoolProgram.class)) {
      String sonde = jvm.awaitSonde();
      JsonNode truth = RunningShop.JSON.readTree(jvm.awaitStdout(line -> line.startsWith("{")));
      Exposition metrics = Exposition.of(sonde);

      assertThat(metrics.value(WAIT + "_count", POOL, "truth"))
          .isEqualTo(truth.get("count").asDouble());
      assertThat(metrics.value(WAIT + "_sum", POOL, "truth"))
          .isCloseTo(truth.get("sum").asDouble(), withinPercentage(5));
      JsonNode measured =
          series(
              RunningShop.JSON.readTree(
                  Exposition.get(sonde + "api/v1/histograms?metric=" + WAIT)));
      for (String percentile : List.of("p50", "p95", "p99")) {
        assertThat(measured.get(percentile).asDouble())
            .as(percentile)
            .isCloseTo(truth.get(percentile).asDouble(), withinPercentage(5));
      }
      assertThat(metrics.value("db_client_connection_use_time_seconds_count", POOL, "truth"))
          .isEqualTo(truth.get("count").asDouble());
      assertThat(metrics.value("db_client_connection_use_time_seconds_sum", POOL, "truth"))
          .isCloseTo(truth.get("held").asDouble(), withinPercentage(5));
      assertThat(metrics.value("db_client_connection_timeouts_total", POOL, "truth")).isZero();
      assertThat(metrics.value("db_client_connection_timeouts_total", POOL, "tight")).isEqualTo(1);
      assertThat(metrics.value(WAIT + "_count", POOL, "tight")).isEqualTo(2);
      assertThat(metrics.value(WAIT + "_sum", POOL, "tight"))
          .isCloseTo(truth.get("timedOutAfter").asDouble(), withinPercentage(5));
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
