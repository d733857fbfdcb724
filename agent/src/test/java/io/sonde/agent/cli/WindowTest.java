package io.sonde.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class WindowTest {

  private static final long SECOND = 1_000_000_000L;

  private static String histogram(String labels, int first, int second, int all) {
    return "h_bucket{"
        + labels
        + ",le=\"0.1\",} "
        + first
        + "\n"
        + "h_bucket{"
        + labels
        + ",le=\"0.2\",} "
        + second
        + "\n"
        + "h_bucket{"
        + labels
        + ",le=\"+Inf\",} "
        + all
        + "\n"
        + "h_count{"
        + labels
        + ",} "
        + all
        + "\n";
  }

  private static CallWindow only(List<CallWindow> calls) {
    assertThat(calls).hasSize(1);
    return calls.get(0);
  }

  private static List<CallWindow> calls(String before, String after) {
    return new Window(Scrape.parse(before, 0), Scrape.parse(after, 2 * SECOND))
        .calls("h", sample -> sample.label("route"));
  }

  @Test
  void percentiles_areThoseOfTheWindow_notOfAllTime() {
    CallWindow calls =
        only(
            calls(
                histogram("route=\"/a\"", 1000, 1000, 1000),
                histogram("route=\"/a\"", 1000, 1010, 1010)));
    assertThat(calls.perSecond()).isEqualTo(5);
    assertThat(calls.percentile(0.5)).isCloseTo(0.15, within(1e-9));
    assertThat(calls.percentile(0.99)).isCloseTo(0.199, within(1e-9));
  }

  @Test
  void seriesOfOneName_areAddedUp_andErrorsCounted() {
    CallWindow calls =
        only(
            calls(
                "",
                histogram("route=\"/a\",error_type=\"\"", 4, 4, 4)
                    + histogram("route=\"/a\",error_type=\"500\"", 0, 2, 2)));
    assertThat(calls.perSecond()).isEqualTo(3);
    assertThat(calls.errorsPerSecond()).isEqualTo(1);
    assertThat(calls.percentile(0.5)).isCloseTo(0.075, within(1e-9));
  }

  @Test
  void callsAboveTheLastBound_areInfinite() {
    CallWindow calls = only(calls("", histogram("route=\"/a\"", 0, 0, 3)));
    assertThat(calls.percentile(0.5)).isInfinite();
    assertThat(calls.lastBound()).isEqualTo(0.2);
  }

  @Test
  void noCalls_haveNoPercentile() {
    String same = histogram("route=\"/a\"", 1, 2, 3);
    CallWindow calls = only(calls(same, same));
    assertThat(calls.percentile(0.5)).isNaN();
    assertThat(calls.perSecond()).isZero();
  }

  @Test
  void counters_thatStartedAgain_areNeverNegative() {
    CallWindow calls =
        only(calls(histogram("route=\"/a\"", 100, 100, 100), histogram("route=\"/a\"", 5, 5, 5)));
    assertThat(calls.perSecond()).isZero();
    assertThat(calls.percentile(0.5)).isNaN();
  }
}
