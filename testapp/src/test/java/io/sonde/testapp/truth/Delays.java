package io.sonde.testapp.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.sonde.testing.Exposition;
import java.io.IOException;
import java.util.List;

/** Durations of the route that answers late, against what the load generator saw. */
final class Delays {

  private static final String DURATION = "http_server_request_duration_seconds";
  private static final String ROUTE = "/delay/*";

  private Delays() {}

  /**
   * The count is exact, the sum within 2 %, percentiles within 5 %.
   *
   * @param report of a load of this route alone
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
    assertThat(sum).isCloseTo(route.get("serviceSecondsSum").asDouble(), withinPercentage(2));
    JsonNode histogram = series(shop.histograms(DURATION));
    for (String percentile : List.of("p50", "p95", "p99")) {
      assertThat(histogram.get(percentile).asDouble())
          .as(percentile)
          .isCloseTo(route.get("service").get(percentile).asDouble(), withinPercentage(5));
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
