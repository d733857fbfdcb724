package io.sonde.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TopViewTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Terminal TALL = new Terminal(80, 1000);

  private static String histogram(String name, String labels, int fast, int all) {
    return name
        + "_bucket{"
        + labels
        + ",le=\"0.001\",} "
        + fast
        + "\n"
        + name
        + "_bucket{"
        + labels
        + ",le=\"10\",} "
        + all
        + "\n"
        + name
        + "_bucket{"
        + labels
        + ",le=\"+Inf\",} "
        + all
        + "\n"
        + name
        + "_count{"
        + labels
        + ",} "
        + all
        + "\n";
  }

  private static TopView view(String after, TopView.Order order) {
    return new TopView(new Window(Scrape.parse("", 0), Scrape.parse(after, SECOND)), order);
  }

  private static String route(String route, int fast, int all) {
    return histogram(
        "http_server_request_duration_seconds",
        "http_request_method=\"GET\",http_route=\"" + route + "\",error_type=\"\"",
        fast,
        all);
  }

  private static List<String> routes(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("GET ")).toList();
  }

  @Test
  void rows_areOrderedByP99OrByRate() {
    String text = route("/fast", 900, 900) + route("/slow", 0, 3);
    assertThat(routes(view(text, TopView.Order.P99).lines("title", TALL)))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("GET /slow"),
            second -> assertThat(second).startsWith("GET /fast"));
    assertThat(routes(view(text, TopView.Order.RATE).lines("title", TALL)).get(0))
        .startsWith("GET /fast")
        .contains("900");
  }

  @Test
  void lines_fitTheTerminal() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      text.append(
          route("/a/very/long/route/with/many/segments/and/a/{parameter}/number/" + i, 1, 2));
      text.append(histogram("executor_seconds", "name=\"pool-" + i + "\",outcome=\"ok\"", 1, 2));
    }
    List<String> lines =
        view(text.toString(), TopView.Order.P99).lines("title", new Terminal(60, 20));
    assertThat(lines).hasSizeLessThanOrEqualTo(20).allMatch(line -> line.length() <= 60);
    assertThat(routes(lines)).hasSizeGreaterThan(4).allMatch(line -> line.contains("~"));
    assertThat(lines.stream().filter(line -> line.startsWith("pool-"))).hasSizeGreaterThan(4);
  }

  @Test
  void executor_showsBusyQueueAndWait() {
    String text =
        histogram("executor_idle_seconds", "name=\"pool-1\"", 10, 10)
            + histogram("executor_seconds", "name=\"pool-1\",outcome=\"ok\"", 10, 10)
            + "executor_active_threads{name=\"pool-1\",} 3.0\n"
            + "executor_pool_max_threads{name=\"pool-1\",} 2.147483647E9\n"
            + "executor_queued_tasks{name=\"pool-1\",} 7.0\n";
    assertThat(view(text, TopView.Order.P99).lines("title", TALL))
        .anyMatch(line -> line.matches("pool-1 +3/inf +7 +10.0 +500 us +990 us +990 us +0"));
  }

  @Test
  void nameWithControlCharacters_doesNotReachTheTerminal() {
    assertThat(view(route("/\033[2J", 1, 1), TopView.Order.P99).lines("title", TALL))
        .noneMatch(line -> line.indexOf('\033') >= 0);
  }

  @Test
  void nothingMeasured_saysSo() {
    assertThat(view("", TopView.Order.P99).lines("title", TALL)).contains("nothing measured yet");
  }

  @Test
  void json_hasNumbersInSeconds() {
    assertThat(view(route("/a", 2, 2), TopView.Order.P99).json())
        .contains("\"windowSeconds\":1.0")
        .contains("\"name\":\"GET /a\",\"perSecond\":2.0,\"errorsPerSecond\":0.0,\"p50\":5.0E-4");
  }

  @Test
  void times_haveThreeDigitsAndAUnit() {
    assertThat(TopView.time(0.0000521)).isEqualTo("52 us");
    assertThat(TopView.time(0.0123)).isEqualTo("12.3 ms");
    assertThat(TopView.time(2.5)).isEqualTo("2.50 s");
  }

  @Test
  void progress_fillsUp() {
    assertThat(ProgressBar.line(0, 10)).startsWith("[....").contains("0 of 10 s");
    assertThat(ProgressBar.line(5, 10)).contains("#".repeat(20) + ".".repeat(20));
    assertThat(ProgressBar.line(11, 10)).contains("#".repeat(40)).contains("converting");
  }
}
