package io.sonde.agent.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.FunctionCounter;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.requests.RouteLedger;
import io.sonde.agent.requests.StatementText;
import io.sonde.agent.requests.WorkListener;
import io.sonde.exporters.api.RequestInsights;
import io.sonde.exporters.history.MetricsHistory;
import io.sonde.exporters.history.SeriesWindow;
import io.sonde.exporters.registry.RegistryOptions;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class RequestReportTest {

  private static final int MAX_SERIES = 24;
  private static final long START = 1_700_000_100_000L;
  private static final long MILLI = 1_000_000;

  private final SondeMeterRegistry registry = RegistryOptions.defaults().openRegistry();
  private final RequestLedger ledger = new RequestLedger(WorkListener.NONE);
  private final RequestReport report = new RequestReport(ledger, registry, MAX_SERIES, null);
  private final MetricsHistory history =
      new MetricsHistory(registry, MetricsHistory.DEFAULT_BUDGET_BYTES);
  private final RouteLedger orders = ledger.books().route("GET", "/orders", null);
  private final StatementText read =
      Objects.requireNonNull(
          ledger.books().statement("h2", "SELECT t", "SELECT a FROM t WHERE b = ?"));
  private final long[] state = new long[RequestLedger.PLACES];

  private void request(int executions, int outgoing) {
    ledger.begins(state, orders, 100);
    for (int i = 0; i < executions; i++) {
      ledger.callBegins(state);
      ledger.callEnds(state, RequestLedger.SQL, MILLI);
      ledger.executed(state, read.number(), MILLI);
    }
    for (int i = 0; i < outgoing; i++) {
      ledger.outgoing(state);
    }
    ledger.ends(state, orders, 100, 100 + 100 * MILLI);
  }

  private SeriesWindow window(String metric, int second) {
    return history.read(metric, START + second * 1_000L, 1_000, 1).get(0);
  }

  @Test
  void repeated_meansTheSameToTheApiAndToRequests() {
    assertThat(RequestInsights.REPEATED).isEqualTo(RequestLedger.REPEATED);
  }

  @Test
  void series_ofASecond_areWhatItsRequestsDid() {
    history.include(report);
    report.refresh();
    history.tick(START);
    request(3, 1);
    request(20, 0);
    report.refresh();
    history.tick(START + 1_000);
    request(2, 4);
    report.refresh();
    history.tick(START + 2_000);

    SeriesWindow first = window(RequestInsights.STATEMENT_USE, 0);
    assertThat(first.label("http_route")).isEqualTo("/orders");
    assertThat(first.label(RequestInsights.STATEMENT))
        .isEqualTo(report.routes().get(0).statements().get(0).id());
    assertThat(first.increase(0)).isCloseTo(23, within(0.0));
    assertThat(first.sumIncrease(0)).isCloseTo(0.023, within(1e-6));
    assertThat(window(RequestInsights.STATEMENT_USE, 1).increase(0)).isCloseTo(2, within(0.0));
    SeriesWindow repeats = window(RequestInsights.STATEMENT_REPEATS, 0);
    assertThat(repeats.increase(0)).isCloseTo(1, within(0.0));
    assertThat(repeats.sumIncrease(0)).isCloseTo(20, within(0.0));
    assertThat(window(RequestInsights.STATEMENT_REPEATS, 1).increase(0)).isCloseTo(0, within(0.0));
    assertThat(window(RequestInsights.OUTGOING_CALLS, 1).increase(0)).isCloseTo(4, within(0.0));
  }

  @Test
  void parts_ofMoreRoutesThanTheRegistryAddsUp_areInOther() {
    for (int i = 0; i < 5; i++) {
      RouteLedger route = ledger.books().route("GET", "/route" + i, null);
      ledger.begins(state, route, 100);
      ledger.ends(state, route, 100, 100 + (i + 1) * MILLI);
    }
    report.refresh();
    report.refresh();
    assertThat(partSeconds("/route1")).isCloseTo(0.002, within(1e-9));
    assertThat(registry.find("http.server.request.part").tag("http_route", "/route2").meters())
        .isEmpty();
    // of the routes 2, 3 and 4
    assertThat(partSeconds("other")).isCloseTo(0.012, within(1e-9));
    assertThat(
            registry.get("sonde.overflow").tag("metric", "request_part_labels").counter().count())
        .isCloseTo(3, within(0.0));
  }

  private double partSeconds(String route) {
    return registry
        .get("http.server.request.part")
        .tag("http_route", route)
        .functionCounters()
        .stream()
        .mapToDouble(FunctionCounter::count)
        .sum();
  }

  @Test
  void statements_areShownWithWhatIsKnownOfTheirTexts() {
    request(20, 0);
    request(4, 0);
    for (int i = 0; i < 100; i++) {
      read.literalText(i % 70);
    }
    report.refresh();
    RequestInsights.StatementUse use = report.routes().get(0).statements().get(0);
    assertThat(use.maxRepeats()).isEqualTo(20);
    assertThat(use.medianRepeats()).isEqualTo(4);
    assertThat(use.literalTexts()).isEqualTo(StatementText.MAX_TEXTS);
    assertThat(use.isWhole()).isTrue();
    assertThat(use.hasLeadingWildcard()).isFalse();
    assertThat(use.stack()).anyMatch(frame -> frame.contains("junit"));
    read.partial();
    read.leadingWildcard();
    use = report.routes().get(0).statements().get(0);
    assertThat(use.isWhole()).isFalse();
    assertThat(use.hasLeadingWildcard()).isTrue();
  }
}
