package io.sonde.agent.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.host.client.ClientProgram;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every HTTP client must show, as the program that used it counted and measured it. */
class ClientContractIT {

  private static final String DURATION = "http_client_request_duration_seconds";
  private static final String ACTIVE = "http_client_active_requests";
  private static final String PORT = "server_port";

  private static final String OPEN = "http_client_open_connections";
  private static final String WAIT = "http_client_connection_wait_time_seconds";

  /** Of the oldest libraries; the newest has Spring's client too. */
  private static final int CLIENTS = 28;

  /** Clients that hold a connection at the end. */
  private static final int HELD = 5;

  /** Sums are seconds as floating-point numbers. */
  private static final double ROUNDING_SECONDS = 1e-6;

  @TempDir private Path folder;

  static Stream<Arguments> matrix() {
    return Libraries.matrix();
  }

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  @SideBySide
  void clients_meters_equalTheProgramsOwnTruth(Jdk jdk, Age age) throws IOException {
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .sonde()
            .classPath(Libraries.classPath("clients", age))
            .run(ClientProgram.class)) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      Map<String, Long> outcomes = outcomes(jvm);
      Exposition metrics = settled(sonde, outcomes);
      SoftAssertions soft = new SoftAssertions();
      soft.assertThat(counts(metrics)).isEqualTo(outcomes);
      assertThatEveryOutcomeCame(soft, jvm, age == Age.NEWEST ? CLIENTS + 1 : CLIENTS);
      assertTimes(soft, metrics, jvm);
      assertActive(soft, metrics, jvm);
      soft.assertThat(metrics.all(ACTIVE, PORT, words(jvm, "nested").get(0)[1])).isEmpty();
      assertWaits(soft, metrics, jvm);
      assertConnections(soft, sonde, jvm);
      soft.assertThat(metrics.all("sonde_suppressed_errors_total")).isNotEmpty();
      soft.assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      soft.assertThat(metrics.sum("sonde_overflow_total")).isZero();
      GoldenScrape golden = new GoldenScrape();
      for (String[] outcome : words(jvm, "outcome")) {
        golden.where('"' + outcome[2] + '"', '"' + outcome[1] + '"');
      }
      for (String[] held : words(jvm, "held")) {
        golden.where('"' + held[2] + '"', '"' + held[1] + '"');
      }
      // what a call that is cancelled throws depends on where that finds it
      for (String[] outcome : words(jvm, "outcome")) {
        if (outcome[3].equals("PUT")) {
          String label = "{error_type=\"%s\",http_request_method=\"PUT\"";
          golden.where(label.formatted(outcome[5]), label.formatted("that of a cancelled call"));
        }
      }
      golden.assertSame(soft, "clients-" + age, sonde, "http_client_");
      soft.assertAll();
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  @SideBySide
  void clients_disabled_areAsTheirJarsHaveThem(Jdk jdk) throws IOException {
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .sonde("disable=httpclient")
            .jvm(
                ChangedClasses.option(
                    folder,
                    "org.apache.http.",
                    "org.apache.hc.",
                    "okhttp3.",
                    "org.eclipse.jetty.client.",
                    "org.asynchttpclient.",
                    "reactor.netty.http.client.",
                    "java.net.",
                    "sun.net.www.",
                    "jdk.internal.net.http."))
            .classPath(Libraries.classPath("clients", Age.NEWEST))
            .run(ClientProgram.class)) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      Exposition metrics = Exposition.fresh(sonde);
      assertThat(metrics.all("sonde_instrumented_classes"))
          .isNotEmpty()
          .noneMatch(sample -> sample.labels().get("technology").startsWith("httpclient"));
      assertThat(metrics.all(DURATION + "_count")).isEmpty();
      assertThat(jvm.after(ChangedClasses.WORD)).isEmpty();
    }
  }

  /** A scrape that has all that the program did: some futures tell their caller first. */
  private static Exposition settled(String sonde, Map<String, Long> outcomes) {
    double expected = outcomes.values().stream().mapToLong(Long::longValue).sum();
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (true) {
      Exposition metrics = Exposition.fresh(sonde);
      if (metrics.sum(DURATION + "_count") >= expected || System.nanoTime() > deadline) {
        return metrics;
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void assertThatEveryOutcomeCame(SoftAssertions soft, ForkedJvm jvm, int clients) {
    Map<String, List<String>> statuses = new TreeMap<>();
    for (String[] outcome : words(jvm, "outcome")) {
      statuses.computeIfAbsent(outcome[1], client -> new ArrayList<>()).add(outcome[4]);
    }
    soft.assertThat(statuses).hasSize(clients);
    statuses.forEach(
        (client, seen) -> {
          if (seen.size() > 1) {
            soft.assertThat(seen).as(client).contains("200", "404", "500", "-");
          }
        });
  }

  /** Sonde's readings of the clock lie within the caller's and enclose the server's. */
  private static void assertTimes(SoftAssertions soft, Exposition metrics, ForkedJvm jvm) {
    for (String[] times : words(jvm, "times")) {
      double recorded = metrics.sum(DURATION + "_sum", PORT, times[2]);
      soft.assertThat(recorded)
          .as(times[1])
          .isLessThanOrEqualTo(seconds(times[3]) + ROUNDING_SECONDS)
          .isGreaterThanOrEqualTo(seconds(times[4]) - ROUNDING_SECONDS);
    }
  }

  /** Each call waits once for the connection that they share, within its own time. */
  private static void assertWaits(SoftAssertions soft, Exposition metrics, ForkedJvm jvm) {
    List<String[]> shared = words(jvm, "shared");
    soft.assertThat(shared).hasSize(4);
    for (String[] words : shared) {
      String port = words[2];
      double calls = metrics.sum(DURATION + "_sum", PORT, port);
      soft.assertThat(metrics.sum(WAIT + "_count", PORT, port))
          .as(words[1])
          .isEqualTo(Double.parseDouble(words[3]));
      soft.assertThat(metrics.sum(WAIT + "_sum", PORT, port))
          .as(words[1])
          .isPositive()
          .isLessThanOrEqualTo(calls + ROUNDING_SECONDS);
    }
  }

  /** One call of each client that holds one goes on, and no other. */
  private static void assertActive(SoftAssertions soft, Exposition metrics, ForkedJvm jvm) {
    List<String> held = words(jvm, "held").stream().map(words -> words[2]).toList();
    soft.assertThat(held).hasSize(HELD);
    soft.assertThat(metrics.all(ACTIVE)).hasSizeGreaterThan(HELD);
    for (Exposition.Sample active : metrics.all(ACTIVE)) {
      soft.assertThat(active.value())
          .as("%s", active)
          .isEqualTo(held.contains(active.labels().get(PORT)) ? 1 : 0);
    }
  }

  /** What pools say of themselves; they are read once a second. */
  private static void assertConnections(SoftAssertions soft, String sonde, ForkedJvm jvm) {
    Map<String, Double> expected = new TreeMap<>();
    for (String[] pool : words(jvm, "pool")) {
      expected.put(pool[1] + ' ' + pool[2] + " idle", Double.parseDouble(pool[3]));
      expected.put(pool[1] + ' ' + pool[2] + " used", Double.parseDouble(pool[4]));
    }
    soft.assertThat(expected).hasSize(2 * (2 * HELD + 4)).containsValue(1.0);
    Map<String, Double> shown = new TreeMap<>();
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!shown.equals(expected) && System.nanoTime() < deadline) {
      Exposition metrics = Exposition.fresh(sonde);
      for (String pool : expected.keySet()) {
        String[] words = pool.split(" ", -1);
        shown.put(pool, metrics.sum(OPEN, PORT, words[1], "http_connection_state", words[2]));
      }
    }
    soft.assertThat(shown).isEqualTo(expected);
  }

  private static double seconds(String nanos) {
    return Long.parseLong(nanos) / 1e9;
  }

  /** What the program saw: by port, method, status and error, as the labels are defined. */
  private static Map<String, Long> outcomes(ForkedJvm jvm) {
    Map<String, Long> outcomes = new TreeMap<>();
    for (String[] words : words(jvm, "outcome")) {
      String status = words[4].equals("-") ? "" : words[4];
      String error = words[5].equals("-") ? "" : words[5];
      if (!status.isEmpty() && Integer.parseInt(status) >= 400) {
        error = status;
      }
      outcomes.merge(
          String.join(" ", words[2], words[3], status, error), Long.parseLong(words[6]), Long::sum);
    }
    return outcomes;
  }

  private static Map<String, Long> counts(Exposition metrics) {
    Map<String, Long> counts = new TreeMap<>();
    for (Exposition.Sample sample : metrics.all(DURATION + "_count")) {
      assertThat(sample.labels()).containsEntry("server_address", "localhost");
      counts.merge(
          String.join(
              " ",
              sample.labels().get(PORT),
              sample.labels().get("http_request_method"),
              sample.labels().get("http_response_status_code"),
              sample.labels().get("error_type")),
          (long) sample.value(),
          Long::sum);
    }
    return counts;
  }

  private static List<String[]> words(ForkedJvm jvm, String first) {
    return jvm.stdout()
        .lines()
        .filter(line -> line.startsWith(first + " "))
        .map(line -> line.split(" ", -1))
        .toList();
  }
}
