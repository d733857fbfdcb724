package io.sonde.testapp.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sonde.testing.Exposition;
import java.io.IOException;
import java.util.List;

/**
 * Durations of the route that answers late. What the container takes for a request lies between
 * what the servlet says it took and what the client saw, whatever else the machine does.
 */
final class Delays {

  private static final String DURATION = "http_server_request_duration_seconds";
  private static final String ROUTE = "/delay/*";

  /** Sums are seconds as floating-point numbers. */
  private static final double ROUNDING_SECONDS = 1e-6;

  private Delays() {}

  /**
   * The count is exact, the sum between both, percentiles too, within 5 %: where each request lies
   * between two times, so does each rank.
   *
   * @param report of the only load of this route since Sonde measures, or ranks are of other
   *     requests
   * @param before the metrics at its begin
   * @param after the metrics at its end
   */
  static void assertTrue(RunningShop shop, JsonNode report, Exposition before, Exposition after)
      throws IOException {
    assertThat(report.get("routes")).hasSize(1);
    JsonNode route = report.get("routes").get(0);
    double count =
        after.sum(DURATION + "_count", "http_route", ROUTE)
            - before.sum(DURATION + "_count", "http_route", ROUTE);
    double sum =
        after.sum(DURATION + "_sum", "http_route", ROUTE)
            - before.sum(DURATION + "_sum", "http_route", ROUTE);
    assertThat(count).isEqualTo(route.get("count").asDouble());
    assertThat(before.sum(DURATION + "_count", "http_route", ROUTE)).isZero();
    // each delay lasts 110 ms in the mean, and the servlet says so
    assertThat(route.get("serverSecondsSum").asDouble() / count).isBetween(0.1, 0.2);
    assertThat(sum)
        .isBetween(
            route.get("serverSecondsSum").asDouble() - ROUNDING_SECONDS,
            route.get("serviceSecondsSum").asDouble() + ROUNDING_SECONDS);
    JsonNode histogram = series(shop.histograms(DURATION));
    for (String percentile : List.of("p50", "p95", "p99")) {
      assertThat(histogram.get(percentile).asDouble())
          .as(percentile)
          .isBetween(
              route.get("server").get(percentile).asDouble() * 0.95,
              route.get("service").get(percentile).asDouble() * 1.05);
    }
  }

  private static JsonNode series(JsonNode histograms) {
    for (JsonNode series : histograms.get("series")) {
      if (series.get("labels").get("http_route").asText().equals(ROUTE)) {
        return series;
      }
    }
    throw new AssertionError("no series of " + ROUTE + " in " + histograms);
  }
}
