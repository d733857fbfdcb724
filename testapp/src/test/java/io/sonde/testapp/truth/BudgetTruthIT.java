package io.sonde.testapp.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.sonde.testing.Exposition;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the time of requests goes, by what the shop was told to do with it. */
class BudgetTruthIT {

  private static final String DURATION = "http_server_request_duration_seconds";
  private static final String PART = "http_server_request_part_seconds_total";
  private static final String HELD = "http_server_request_connection_held_seconds_total";
  private static final int REQUESTS = 10;
  private static final List<String> ROUTES =
      List.of(
          "/delay/*",
          "/bad/held-connection",
          "/bad/nplus1",
          "/bad/slow-query",
          "/bad/hand-off",
          "/bad/alloc");

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void parts_addUpToTheLatencyAndMatchWhatWasInjected(Jdk jdk) throws Exception {
    try (RunningShop shop = RunningShop.start(jdk)) {
      for (int i = 0; i < REQUESTS; i++) {
        Exposition.get(shop.url() + "/delay/200");
        Exposition.get(shop.url() + "/bad/held-connection?ms=200");
        Exposition.get(shop.url() + "/bad/nplus1?n=20");
        Exposition.get(shop.url() + "/bad/slow-query?ms=200");
        Exposition.get(shop.url() + "/bad/hand-off?ms=200");
        Exposition.get(shop.url() + "/bad/alloc?kb=262144");
      }
      Exposition metrics = awaitPublished(shop);

      for (String route : ROUTES) {
        assertThat(metrics.sum(PART, "http_route", route))
            .as(route)
            .isCloseTo(metrics.sum(DURATION + "_sum", "http_route", route), withinPercentage(1));
      }
      JsonNode truth = shop.truth();
      assertPart(metrics, truth, "/delay/*", "blocked", 2.0);
      assertPart(metrics, truth, "/bad/slow-query", "sql", 2.0);
      // a task of the request queued for about 200 ms, then its statement took as long
      double queued = truth.at("/executors/shop-narrow/waitSeconds").asDouble();
      assertThat(part(metrics, "/bad/hand-off", "executor_queue"))
          .isCloseTo(queued, withinPercentage(5));
      assertThat(part(metrics, "/bad/hand-off", "sql"))
          .isBetween(2.0 * 0.95, own(truth, "/bad/hand-off") - queued + 4.0 * 0.05);
      assertCollections(metrics);
      assertThat(part(metrics, "/bad/held-connection", "http_client"))
          .isCloseTo(metrics.sum("http_client_request_duration_seconds_sum"), withinPercentage(1));
      assertThat(metrics.value(HELD, "http_route", "/bad/held-connection", "state", "http_client"))
          .isCloseTo(metrics.sum("http_client_request_duration_seconds_sum"), withinPercentage(1));
      assertThat(part(metrics, "/delay/*", "sql")).isZero();
      assertThat(part(metrics, "/delay/*", "http_client")).isZero();
      assertThat(part(metrics, "/bad/nplus1", "http_client")).isZero();
      assertThat(part(metrics, "/bad/nplus1", "sql")).isPositive();
      assertRepeats(shop);
      assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
    }
  }

  /**
   * A part is what was asked for, within 5 % and what the shop itself took longer than that: on a
   * busy machine, it waits for a processor.
   */
  private static void assertPart(
      Exposition metrics, JsonNode truth, String route, String part, double askedSeconds) {
    double late = Math.max(0, own(truth, route) - askedSeconds);
    assertThat(part(metrics, route, part))
        .as("%s: %s", route, part)
        .isBetween(askedSeconds * 0.95, askedSeconds * 1.05 + late);
  }

  /** How long the shop says that its requests of a route took. */
  private static double own(JsonNode truth, String route) {
    return truth.path("requests").path("GET " + route + " 200").path("seconds").asDouble();
  }

  /** One request at a time: no more of them can have stood still than the JVM did. */
  private static void assertCollections(Exposition metrics) {
    double paused = metrics.sum("jvm_gc_pause_seconds_sum");
    double inRequests = 0;
    for (String route : ROUTES) {
      inRequests += part(metrics, route, "gc");
    }
    // a pause is known to the millisecond, and a request may have begun a second before
    double count = metrics.sum("jvm_gc_pause_seconds_count");
    assertThat(count).isPositive();
    assertThat(inRequests).isPositive().isLessThanOrEqualTo(1.5 * paused + 0.001 * count);
  }

  private static double part(Exposition metrics, String route, String part) {
    return metrics.value(PART, "http_route", route, "part", part);
  }

  /** The counters are brought up to date once a second. */
  private static Exposition awaitPublished(RunningShop shop) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      Exposition metrics = shop.metrics();
      double requests = metrics.sum(DURATION + "_count");
      double known = metrics.sum(PART);
      double all = metrics.sum(DURATION + "_sum");
      if (requests >= ROUTES.size() * REQUESTS && known > all * 0.999) {
        return metrics;
      }
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new AssertionError(requests + " requests, " + known + " of " + all + " s in parts");
      }
      Thread.sleep(50);
    }
  }

  private static void assertRepeats(RunningShop shop) throws Exception {
    JsonNode slow =
        RunningShop.JSON.readTree(Exposition.get(shop.sonde() + "api/v1/requests/slow"));
    int seen = 0;
    for (JsonNode request : slow.get("requests")) {
      double parts = 0;
      for (JsonNode part : request.get("parts")) {
        parts += part.asDouble();
      }
      assertThat(parts).isCloseTo(request.get("seconds").asDouble(), withinPercentage(1));
      if (request.get("route").asText().equals("/bad/nplus1")) {
        long most = 0;
        for (JsonNode statement : request.get("statements")) {
          most = Math.max(most, statement.get("calls").asLong());
        }
        assertThat(most).as(request.toString()).isEqualTo(20);
        seen++;
      }
    }
    assertThat(seen).isBetween(1, 3);
  }
}
