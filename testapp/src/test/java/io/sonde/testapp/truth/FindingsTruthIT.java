package io.sonde.testapp.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.sonde.testing.Exposition;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Findings about a real shop: its well-behaved endpoints alone, then with the misbehaving ones
 * beside them. Either is asked about in twenty windows of four seconds, one after the other.
 */
class FindingsTruthIT {

  private static final int WINDOWS = 20;
  private static final long WINDOW_MILLIS = 4_000;

  /** Afterwards requests are short: one that ends between two readings counts for one of them. */
  private static final long SETTLE_MILLIS = 8_000;

  private static final int CATEGORIES = 20;

  /** What is held longer is suspicious; the longest that an honest request holds is 3 s. */
  private static final int LEAK_SECONDS = 20;

  /** What is wrong with the misbehaving endpoints, and what a finding calls it. */
  private static final Map<String, String> EXPECTED =
      Map.of(
          "n-plus-one", "GET /bad/nplus1",
          "held-connection", "GET /bad/held-connection",
          "slow-statement", "SELECT review",
          "select-star", "SELECT product_sheet",
          "literals", "SELECT product_sheet",
          "starved-pool", "starved-pool",
          "saturated-queue", "shop-narrow");

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void misbehaviour_isFoundInEveryWindow_andGoodBehaviourIsNeverBlamed(Jdk jdk) throws Exception {
    List<String> sonde = List.of("pool.leakSeconds=" + LEAK_SECONDS);
    try (RunningShop shop =
            RunningShop.start(jdk, sonde, "--cron-period", "0s", "--pool-size", "16");
        ShopClients clients = new ShopClients(shop.url())) {
      wellBehaved(clients);
      long good = await(shop, await(shop, 0) + SETTLE_MILLIS);
      long goodEnd = await(shop, good + WINDOWS * WINDOW_MILLIS);
      for (int i = 0; i < WINDOWS; i++) {
        JsonNode findings = findings(shop, good + i * WINDOW_MILLIS);
        assertThat(findings).as("well-behaved, window " + i).isEmpty();
      }
      assertPartsAddUp(shop, good, goodEnd);

      misbehaving(clients);
      long bad = await(shop, await(shop, 0) + SETTLE_MILLIS);
      leak(shop);
      long badEnd = await(shop, bad + WINDOWS * WINDOW_MILLIS);
      for (int i = 0; i < WINDOWS; i++) {
        assertAllFound(findings(shop, bad + i * WINDOW_MILLIS), i);
      }
      assertLeakFound(ask(shop, "findings?from=-60000").get("findings"));
      assertPartsAddUp(shop, bad, badEnd);
      assertThat(clients.failure()).isEmpty();
      assertThat(shop.metrics().sum("sonde_suppressed_errors_total")).isZero();
    }
  }

  private static void wellBehaved(ShopClients clients) {
    clients.ask(20, "/products/1", "/products?after=5", "/products/77", "/customers/3");
    clients.ask(20, "/orders/1", "/orders", "/health", "POST:/orders", "/orders/9");
    clients.ask(300, "/reports/sales");
  }

  private static void misbehaving(ShopClients clients) {
    clients.ask(10, "/bad/nplus1?n=20");
    clients.ask(10, "/bad/held-connection?ms=20");
    clients.ask(10, "/bad/held-connection?ms=3000");
    clients.ask(10, "/bad/slow-query?ms=150");
    clients.ask(10, "/bad/slow-query?ms=150");
    clients.ask(25, "/bad/saturated-queue");
    String[] sheets = new String[CATEGORIES];
    for (int i = 0; i < CATEGORIES; i++) {
      sheets[i] = "/bad/select-star?category=" + i;
    }
    clients.ask(20, sheets);
    for (int i = 0; i < 6; i++) {
      clients.ask(0, "/bad/starved-pool?ms=100");
    }
  }

  /** Two connections are not given back; the second by a pool that is under suspicion already. */
  private static void leak(RunningShop shop) throws Exception {
    for (int leaked = 1; leaked <= 2; leaked++) {
      assertThat(Exposition.get(shop.url() + "/bad/leaked-connection"))
          .isEqualTo("{\"leaked\":" + leaked + "}");
      awaitSuspects(shop, leaked);
    }
  }

  private static void awaitSuspects(RunningShop shop, int count) throws Exception {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
    while (true) {
      JsonNode pools = ask(shop, "pools").get("pools");
      for (JsonNode pool : pools) {
        if (pool.get("name").asText().equals("shop-pool")
            && pool.get("suspectCount").asInt() == count) {
          return;
        }
      }
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new AssertionError(count + " leaked, but: " + pools);
      }
      Thread.sleep(100);
    }
  }

  /** The connections that leaked, and none that is held for long and given back. */
  private static void assertLeakFound(JsonNode findings) {
    List<JsonNode> leaks = new ArrayList<>();
    for (JsonNode finding : findings) {
      if (finding.get("kind").asText().equals("leaked-connection")) {
        leaks.add(finding);
      }
    }
    assertThat(leaks).as(findings.toString()).hasSize(1);
    JsonNode leak = leaks.get(0);
    assertThat(leak.get("subject").asText()).isEqualTo("shop-pool");
    assertThat(leak.get("isCandidate").asBoolean()).isTrue();
    assertThat(evidence(leak, "held for long")).isEqualTo(2.0);
    assertThat(evidence(leak, "longest")).isGreaterThanOrEqualTo(LEAK_SECONDS);
    assertThat(evidence(leak, "garbage, never closed")).isZero();
    assertThat(leak.get("routes")).hasSize(1);
    assertThat(leak.at("/routes/0/route").asText()).isEqualTo("/bad/leaked-connection");
    assertThat(leak.get("stack").toString()).contains("CarelessStore.leakConnection");
  }

  private static void assertAllFound(JsonNode findings, int window) {
    Map<String, JsonNode> found = new TreeMap<>();
    for (JsonNode finding : findings) {
      String kind = finding.get("kind").asText();
      String subject = finding.get("subject").asText();
      // 503 of the full queue; the JVM's pauses are nobody's endpoint; leaks are of the present
      if (kind.equals("gc-pressure")
          || kind.equals("leaked-connection")
          || (kind.equals("errors") && subject.equals("GET /bad/saturated-queue"))) {
        continue;
      }
      String name = "window " + window + ": " + finding;
      assertThat(EXPECTED).as(name).containsEntry(kind, subject);
      assertThat(found.put(kind, finding)).as(name).isNull();
    }
    assertThat(found.keySet())
        .as("window " + window + " of " + findings)
        .containsExactlyInAnyOrderElementsOf(EXPECTED.keySet());
    assertEvidence(found);
  }

  private static void assertEvidence(Map<String, JsonNode> found) {
    JsonNode repeats = found.get("n-plus-one");
    assertThat(evidence(repeats, "repeats per request (median)")).isEqualTo(20.0);
    assertThat(evidence(repeats, "repeats per request (largest)")).isEqualTo(20.0);
    assertThat(repeats.get("isCandidate").asBoolean()).isTrue();
    assertThat(repeats.get("statement").asText())
        .isEqualTo("SELECT name FROM product WHERE id = ?");
    assertThat(repeats.get("stack").toString()).contains("CarelessStore.productNamesOneByOne");
    JsonNode held = found.get("held-connection");
    assertThat(evidence(held, "in HTTP calls per request")).isGreaterThanOrEqualTo(0.02);
    JsonNode slow = found.get("slow-statement");
    assertThat(slow.at("/routes/0/route").asText()).isEqualTo("/bad/slow-query");
    assertThat(evidence(slow, "median")).isGreaterThanOrEqualTo(0.150);
    assertThat(evidence(found.get("starved-pool"), "limit")).isEqualTo(2.0);
    assertThat(evidence(found.get("saturated-queue"), "limit")).isEqualTo(1.0);
  }

  private static double evidence(JsonNode finding, String name) {
    for (JsonNode one : finding.get("evidence")) {
      if (one.get("name").asText().equals(name)) {
        return one.get("value").asDouble();
      }
    }
    throw new AssertionError(name + " is not in " + finding);
  }

  /** Where the time of a route went is all of its time. */
  private static void assertPartsAddUp(RunningShop shop, long from, long to) throws IOException {
    JsonNode routes = ask(shop, "routes?from=" + from + "&to=" + to).get("routes");
    assertThat(routes.size()).isGreaterThanOrEqualTo(7);
    for (JsonNode route : routes) {
      double parts = 0;
      for (JsonNode part : route.get("parts")) {
        parts += part.asDouble();
      }
      assertThat(parts)
          .as(route.toString())
          .isCloseTo(route.get("totalSeconds").asDouble(), withinPercentage(3));
    }
  }

  private static JsonNode findings(RunningShop shop, long from) throws IOException {
    JsonNode answer =
        ask(shop, "findings?from=" + from + "&to=" + (from + WINDOW_MILLIS) + "&step=1000");
    assertThat(answer.get("fromMillis").asLong()).isEqualTo(from);
    assertThat(answer.get("stepMillis").asLong()).isEqualTo(1_000);
    return answer.get("findings");
  }

  /** Waits until the history has come to a moment; returns where it is. */
  private static long await(RunningShop shop, long millis) throws Exception {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
    while (true) {
      long now = ask(shop, "findings?from=-1000").get("nowMillis").asLong();
      if (now > 0 && now >= millis) {
        return now;
      }
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new AssertionError("the history stands at " + now + ", before " + millis);
      }
      Thread.sleep(100);
    }
  }

  private static JsonNode ask(RunningShop shop, String view) throws IOException {
    return RunningShop.JSON.readTree(Exposition.get(shop.sonde() + "api/v1/" + view));
  }
}
