package io.sonde.testapp.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.sonde.testing.Exposition;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests of the shop under load, as the load generator saw them; its cache, breaker and retry, as
 * the shop itself counts them.
 */
class ServerTruthIT {

  private static final String DURATION = "http_server_request_duration_seconds";

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void defaultMix_counts_equalTheGeneratorsPerRouteAndStatus(Jdk jdk) throws Exception {
    try (RunningShop shop = RunningShop.start(jdk)) {
      JsonNode report = shop.load("--rate", "60", "--duration", "10s", "--mix", "default");
      assertThat(report.get("shed").asLong()).isZero();
      assertThat(report.get("errors").asLong()).isZero();

      Exposition metrics = shop.metrics();

      assertThat(measured(metrics)).isEqualTo(sent(report));
      assertThat(metrics.sum("http_server_active_requests")).isZero();
      assertGuards(metrics, shop.truth());
      assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      assertThat(metrics.sum("sonde_overflow_total")).isZero();
    }
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void delays_sumAndPercentiles_lieWithinTheirBounds(Jdk jdk) throws Exception {
    try (RunningShop shop = RunningShop.start(jdk)) {
      // by other routes: percentiles are of all that was recorded, so the client's have to be as
      // well
      shop.load("--rate", "40", "--duration", "5s", "--mix", "well-behaved");
      Exposition before = shop.metrics();
      JsonNode report = shop.load("--rate", "80", "--duration", "15s", "--mix", "delays");
      Exposition after = shop.metrics();

      Delays.assertTrue(shop, report, before, after);
      assertThat(after.sum("sonde_suppressed_errors_total")).isCloseTo(0, within(0.0));
    }
  }

  /** The shop's cache, its circuit breaker and its retry, as it counts them itself. */
  private static void assertGuards(Exposition metrics, JsonNode truth) {
    Map<String, Long> caches = new TreeMap<>();
    add(caches, metrics.all("cache_gets_total", "cache", "ProductStore"), "products", "result");
    assertThat(caches).isNotEmpty().isEqualTo(counts(truth.get("caches")));
    Map<String, Long> breakers = new TreeMap<>();
    String breaker = "resilience4j_circuitbreaker_";
    add(breakers, metrics.all(breaker + "calls_seconds_count"), "payment", "kind");
    add(breakers, metrics.all(breaker + "not_permitted_calls_total"), "payment", "kind");
    assertThat(breakers).isNotEmpty().isEqualTo(counts(truth.get("circuitBreakers")));
    assertThat(metrics.value(breaker + "state", "name", "payment", "state", "closed")).isOne();
    Map<String, Long> retries = new TreeMap<>();
    add(retries, metrics.all("resilience4j_retry_calls_total"), "payment", "kind");
    assertThat(retries).isNotEmpty().isEqualTo(counts(truth.get("retries")));
  }

  private static void add(
      Map<String, Long> counts, List<Exposition.Sample> samples, String name, String label) {
    for (Exposition.Sample sample : samples) {
      if (sample.value() > 0) {
        counts.put(name + " " + sample.labels().get(label), (long) sample.value());
      }
    }
  }

  private static Map<String, Long> counts(JsonNode truth) {
    Map<String, Long> counts = new TreeMap<>();
    truth.properties().forEach(entry -> counts.put(entry.getKey(), entry.getValue().asLong()));
    return counts;
  }

  private static Map<String, Long> sent(JsonNode report) {
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode route : report.get("routes")) {
      counts.merge(
          route.get("method").asText()
              + " "
              + route.get("route").asText()
              + " "
              + route.get("status").asText(),
          route.get("count").asLong(),
          Long::sum);
    }
    return counts;
  }

  private static Map<String, Long> measured(Exposition metrics) {
    Map<String, Long> counts = new TreeMap<>();
    for (Exposition.Sample sample : metrics.all(DURATION + "_count")) {
      if (sample.value() > 0 && !RunningShop.isPaymentService(sample)) {
        counts.merge(
            sample.labels().get("http_request_method")
                + " "
                + sample.labels().get("http_route")
                + " "
                + sample.labels().get("http_response_status_code"),
            (long) sample.value(),
            Long::sum);
      }
    }
    return counts;
  }
}
