package io.sonde.testapp.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.sonde.testing.Exposition;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sonde attached to the shop under load: from then on its figures are true, and nobody notices. */
class AttachTruthIT {

  /** Executors that work only when asked; others tick between two readings. */
  private static final Set<String> ON_REQUEST = Set.of("shop-worker", "shop-narrow");

  /** More requests than can be under way at one moment at the load of this test. */
  private static final int UNDER_WAY = 20;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void attachUnderLoad_allFamilies_areExactFromThenOn(Jdk jdk) throws Exception {
    try (RunningShop shop = RunningShop.startWithoutSonde(jdk, "--cron-period", "0s")) {
      CompletableFuture<JsonNode> underWay = loadInBackground(shop);
      awaitRequests(shop, 100);
      Map<String, Double> beforeAttach = truth(shop);
      shop.attach();
      Map<String, Double> atReturn = truth(shop);
      Exposition atAttach = shop.metrics();
      JsonNode during = underWay.get(2, TimeUnit.MINUTES);

      assertThat(during.get("errors").asLong()).isZero();
      assertThat(during.get("shed").asLong()).isZero();
      assertThat(atAttach.sum("http_server_active_requests")).isNotNegative();

      Map<String, Double> truthBefore = truth(shop);
      Map<String, Double> sondeBefore = measured(shop.metrics());
      assertSinceAttach(
          sondeBefore, difference(truthBefore, beforeAttach), difference(truthBefore, atReturn));
      shop.load("--rate", "50", "--duration", "6s", "--mix", "default", "--seed", "7");
      Map<String, Double> truthAfter = truth(shop);
      Exposition metrics = shop.metrics();

      assertThat(difference(measured(metrics), sondeBefore))
          .isEqualTo(difference(truthAfter, truthBefore));
      assertThat(metrics.sum("http_server_active_requests")).isZero();
      assertThat(metrics.sum("http_client_active_requests")).isZero();
      assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      assertThat(shop.stderr()).doesNotContain("[sonde]");
    }
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void attachedPoolAndServer_times_equalTheirTruth(Jdk jdk) throws Exception {
    try (RunningShop shop = RunningShop.startWithoutSonde(jdk, "--cron-period", "0s")) {
      shop.load("--rate", "10", "--duration", "3s", "--mix", "single:/bad/starved-pool");
      shop.load("--rate", "40", "--duration", "3s", "--mix", "delays");
      shop.attach();
      Exposition atAttach = shop.metrics();
      JsonNode report = shop.load("--rate", "40", "--duration", "10s", "--mix", "delays");
      Delays.assertTrue(shop, report, atAttach, shop.metrics());
      double before = shop.truth().at("/connections/starved-pool/seconds").asDouble();
      shop.load("--rate", "60", "--duration", "6s", "--mix", "single:/bad/starved-pool");
      double waited = shop.truth().at("/connections/starved-pool/seconds").asDouble() - before;

      assertThat(
              shop.metrics()
                  .value(
                      "db_client_connection_wait_time_seconds_sum",
                      "db_client_connection_pool_name",
                      "starved-pool"))
          .isCloseTo(waited, withinPercentage(5));
    }
  }

  private static CompletableFuture<JsonNode> loadInBackground(RunningShop shop) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return shop.load("--rate", "60", "--duration", "10s", "--mix", "default");
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void awaitRequests(RunningShop shop, double least) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (truth(shop).values().stream().mapToDouble(Double::doubleValue).sum() < least) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }

  /**
   * Counted is what began after attach returned, and nothing that had ended before it began; what
   * was under way meanwhile may be in it. A statement prepared before is of an unknown operation,
   * and a pool itself counts the tasks that it completed, so kinds are compared, without tasks.
   */
  private static void assertSinceAttach(
      Map<String, Double> measured, Map<String, Double> most, Map<String, Double> least) {
    for (String kind : List.of("request", "statement", "connection", "call")) {
      assertThat(sum(measured, kind))
          .as(kind)
          .isBetween(sum(least, kind) - UNDER_WAY, sum(most, kind));
    }
  }

  private static double sum(Map<String, Double> counts, String kind) {
    double sum = 0;
    for (Map.Entry<String, Double> count : counts.entrySet()) {
      sum += count.getKey().startsWith(kind + " ") ? count.getValue() : 0;
    }
    return sum;
  }

  /** The shop's own counts, one key for each thing that Sonde counts too. */
  private static Map<String, Double> truth(RunningShop shop) throws Exception {
    JsonNode truth = shop.truth();
    Map<String, Double> counts = new TreeMap<>();
    addCounts(counts, "request ", truth.get("requests"));
    addCounts(counts, "statement ", truth.get("statements"));
    truth
        .get("transactions")
        .properties()
        .forEach(
            entry ->
                counts.put(
                    "statement " + entry.getKey().toUpperCase(Locale.ROOT),
                    entry.getValue().asDouble()));
    addCounts(counts, "connection ", truth.get("connections"));
    truth
        .get("httpCalls")
        .properties()
        .forEach(
            entry ->
                counts.merge(
                    "call " + entry.getKey().split(" ", 2)[1],
                    entry.getValue().get("count").asDouble(),
                    Double::sum));
    truth
        .get("executors")
        .properties()
        .forEach(
            entry -> {
              if (ON_REQUEST.contains(entry.getKey())) {
                counts.put("task " + entry.getKey(), entry.getValue().get("completed").asDouble());
              }
            });
    counts.remove("request GET /truth 200");
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  private static void addCounts(Map<String, Double> counts, String kind, JsonNode tallies) {
    tallies
        .properties()
        .forEach(
            entry -> counts.put(kind + entry.getKey(), entry.getValue().get("count").asDouble()));
  }

  private static Map<String, Double> measured(Exposition metrics) {
    Map<String, Double> counts = new TreeMap<>();
    for (Exposition.Sample sample : metrics.samples()) {
      String key = key(sample);
      if (key != null && sample.value() > 0) {
        counts.merge(key, sample.value(), Double::sum);
      }
    }
    return counts;
  }

  private static @Nullable String key(Exposition.Sample sample) {
    Map<String, String> labels = sample.labels();
    return switch (sample.name()) {
      case "http_server_request_duration_seconds_count" ->
          labels.get("http_route").equals("/truth") || RunningShop.isPaymentService(sample)
              ? null
              : "request "
                  + labels.get("http_request_method")
                  + " "
                  + labels.get("http_route")
                  + " "
                  + labels.get("http_response_status_code");
      case "db_client_operation_duration_seconds_count" ->
          "statement " + labels.get("db_operation_name");
      case "db_client_connection_wait_time_seconds_count" ->
          "connection " + labels.get("db_client_connection_pool_name");
      case "http_client_request_duration_seconds_count" ->
          "call "
              + labels.get("http_request_method")
              + " "
              + labels.get("http_response_status_code");
      case "executor_completed_tasks_total" ->
          ON_REQUEST.contains(labels.get("name")) ? "task " + labels.get("name") : null;
      default -> null;
    };
  }

  private static Map<String, Double> difference(
      Map<String, Double> after, Map<String, Double> before) {
    Map<String, Double> difference = new TreeMap<>();
    after.forEach(
        (key, count) -> {
          double more = count - before.getOrDefault(key, 0.0);
          if (more != 0) {
            difference.put(key, more);
          }
        });
    return difference;
  }
}
