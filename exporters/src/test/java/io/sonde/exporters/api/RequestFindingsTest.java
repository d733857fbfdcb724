package io.sonde.exporters.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.sonde.exporters.history.MetricsHistory;
import io.sonde.exporters.registry.RegistryOptions;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each second two requests of 100 ms; then the findings about a minute of them. */
final class RequestFindingsTest {
  private static final long START = 1_700_000_100_000L;
  private static final String READ = "SELECT name FROM orders WHERE id = ?";

  private final SondeMeterRegistry registry = RegistryOptions.defaults().openRegistry();
  private final MetricsHistory history =
      new MetricsHistory(registry, MetricsHistory.DEFAULT_BUDGET_BYTES);
  private final KnownRequests requests = new KnownRequests();
  private long now = START;

  @BeforeEach
  void begin() {
    history.include(requests);
    history.tick(now);
  }

  private void seconds(int count, Runnable request) {
    for (int i = 0; i < count; i++) {
      for (int one = 0; one < 2; one++) {
        Timer.builder("http.server.request.duration")
            .tags("http_request_method", "GET", "http_route", "/orders", "error_type", "")
            .register(registry)
            .record(100, TimeUnit.MILLISECONDS);
        request.run();
      }
      now += 1_000;
      history.tick(now);
    }
  }

  private List<Finding> findings(long fromMillis, long toMillis) {
    TimeRange range =
        new TimeRange(
            fromMillis,
            1_000,
            (int) ((toMillis - fromMillis) / 1_000),
            history.nowMillis(),
            history.firstMillis());
    return Findings.of(new Reading(history, range), requests, PoolInsights.NONE);
  }

  private Finding only(Consumer<KnownRequests> request) {
    seconds(60, () -> request.accept(requests));
    List<Finding> found = findings(START, now);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private void none(Consumer<KnownRequests> request) {
    seconds(60, () -> request.accept(requests));
    assertThat(findings(START, now)).isEmpty();
  }

  private void held(String state, double seconds) {
    Counter.builder("http.server.request.connection.held")
        .tags("http_request_method", "GET", "http_route", "/orders", "state", state)
        .baseUnit("seconds")
        .register(registry)
        .increment(seconds);
  }

  @Test
  void repeatedQuery_isACandidateWithWhatItWouldSave() {
    Finding finding = only(known -> known.statement("/orders", READ).request(20, 0.004));
    assertThat(finding.kind()).isEqualTo("n-plus-one");
    assertThat(finding.proof().isCandidate()).isTrue();
    assertThat(finding.text()).startsWith("Candidate for N+1: GET /orders executes SELECT orders");
    assertThat(finding.text()).contains("20 times a request (median; at most 20)");
    // 120 requests, 19 executions too many, 4 ms each
    assertThat(finding.lostSeconds()).isCloseTo(120 * 19 * 0.004, within(1e-6));
    assertThat(finding.isSevere()).as("76 of 100 ms").isTrue();
    assertThat(finding.proof().statement()).isEqualTo(READ);
    assertThat(finding.proof().stack()).containsExactly("shop.Orders.read(Orders.java:7)");
    assertThat(finding.proof().routes()).containsExactly(new RouteName("GET", "/orders"));
  }

  @Test
  void queryRepeatedASecondAgo_isNoFindingOfNow() {
    seconds(60, () -> requests.statement("/orders", READ).request(20, 0.004));
    long well = now;
    seconds(60, () -> requests.statement("/orders", READ).request(2, 0.004));
    assertThat(findings(START, well)).extracting(Finding::kind).containsExactly("n-plus-one");
    assertThat(findings(well, now)).isEmpty();
  }

  @Test
  void queryExecutedAFewTimes_isNone() {
    none(known -> known.statement("/orders", READ).request(7, 0.004));
  }

  @Test
  void change_repeated_isNone() {
    none(known -> known.statement("/orders", "UPDATE t SET a = ? WHERE b = ?").request(20, 0.001));
  }

  @Test
  void httpCall_whileAConnectionIsHeld_isFoundWithBothTimes() {
    Finding finding =
        only(
            known -> {
              held("http_client", 0.03);
              held("sql", 0.01);
              held("idle", 0.01);
            });
    assertThat(finding.kind()).isEqualTo("held-connection");
    assertThat(finding.text()).contains("60 % of the time", "20 % into statements");
    assertThat(finding.lostSeconds()).isCloseTo(120 * 0.03, within(1e-6));
  }

  @Test
  void httpCall_withoutAConnection_isNone() {
    none(
        known -> {
          known.outgoingCall();
          held("sql", 0.01);
          held("http_client", 0.001);
        });
  }

  @Test
  void allColumns_areFound() {
    Finding finding =
        only(
            known ->
                known.statement("/orders", "SELECT * FROM orders WHERE a = ?").request(1, 0.001));
    assertThat(finding.kind()).isEqualTo("select-star");
    assertThat(finding.text()).contains("Executed by GET /orders.");
  }

  @Test
  void changeOfAllRows_isFound_butNotWhenTheTextIsNotWhole() {
    Finding finding =
        only(known -> known.statement("/orders", "UPDATE t SET a = ?").request(1, 0.01));
    assertThat(finding.kind()).isEqualTo("change-without-where");
    KnownRequests.Told part = requests.partOfStatement("/orders", "UPDATE u SET b = ?");
    long from = now;
    seconds(60, () -> part.request(1, 0.01));
    assertThat(findings(from, now)).isEmpty();
  }

  @Test
  void readOfAllRows_isFoundWhenItTakesLong() {
    String all = "SELECT a, b FROM orders";
    Finding finding = only(known -> known.statement("/orders", all).request(1, 0.03));
    assertThat(finding.kind()).isEqualTo("select-without-where");
    long from = now;
    seconds(60, () -> requests.statement("/orders", all).request(1, 0.002));
    assertThat(findings(from, now)).isEmpty();
  }

  @Test
  void leadingWildcard_isFound() {
    String like = "SELECT a FROM orders WHERE b LIKE ?";
    assertThat(only(known -> known.statementWithWildcard("/orders", like).request(1, 0.01)).kind())
        .isEqualTo("leading-wildcard");
  }

  @Test
  void literals_areFoundFromTwentyTextsOn() {
    assertThat(
            only(known -> known.statementWithLiterals("/orders", READ, 20).request(1, 0.01)).kind())
        .isEqualTo("literals");
  }

  @Test
  void fewLiterals_areNone() {
    none(known -> known.statementWithLiterals("/orders", READ, 19).request(1, 0.01));
  }
}
