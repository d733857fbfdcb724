package io.sonde.testapp.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A leaking map among three that do not leak: the leak is found, with its evidence. */
class LeakTruthIT {

  private static final String TOKEN = "token-of-the-leak-test";
  private static final String PROGRAM = LeakProgram.class.getName();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient client = HttpClient.newHttpClient();

  /** All JDKs and both ways in at once: what is measured is not time. */
  @Test
  void leakingMap_amongThreeOthers_ranksFirstWithItsEvidence() throws Exception {
    List<Callable<List<String>>> cases = new ArrayList<>();
    for (Jdk jdk : Jdk.all()) {
      cases.add(() -> atStart(jdk));
      cases.add(() -> afterAttach(jdk));
    }
    ExecutorService threads = Executors.newFixedThreadPool(cases.size());
    try {
      for (Future<List<String>> done : threads.invokeAll(cases)) {
        assertThat(done.get()).as("stderr").isEmpty();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Without a full collection; returns what stands on stderr beside Sonde's line. */
  private List<String> atStart(Jdk jdk) throws Exception {
    try (ForkedJvm program = ForkedJvm.on(jdk).jvm("-Xmx384m").sonde().run(LeakProgram.class)) {
      String leaks = program.awaitSonde() + "api/v1/leaks";
      JsonNode report = get(leaks + "?seconds=10&roots=true");
      assertSuspect(report);
      assertThat(report.at("/inquiry/collected").asBoolean()).isTrue();
      assertThat(report.at("/classes/histograms").asInt()).isEqualTo(4);
      JsonNode trend = awaitGrowth(leaks);
      // five entries of 10,016 bytes every 30 ms at most; a busy machine takes longer
      assertThat(trend.get("bytesPerSecond").asDouble()).isBetween(100_000.0, 2_500_000.0);
      double left = trend.get("maxBytes").asDouble() - trend.get("usedBytes").asDouble();
      assertThat(trend.get("secondsToExhaustion").asDouble())
          .isCloseTo(left / trend.get("bytesPerSecond").asDouble(), withinPercentage(0.1));
      return unexpected(program);
    }
  }

  private static List<String> unexpected(ForkedJvm program) {
    return program.stderr().lines().filter(line -> !line.startsWith("[sonde]")).toList();
  }

  /** With full collections before the class histograms, which need the token. */
  private List<String> afterAttach(Jdk jdk) throws Exception {
    try (ForkedJvm program =
        ForkedJvm.on(jdk)
            // else a newer JDK warns
            .jvm("-Xmx384m", "-XX:+EnableDynamicAgentLoading")
            .run(LeakProgram.class)) {
      program.awaitStdout(line -> line.equals("running"));
      String leaks = attach(jdk, program.pid()) + "api/v1/leaks";
      JsonNode report = post(leaks + "?seconds=10&roots=true&collect=true");
      assertSuspect(report);
      List<String> growing = new ArrayList<>();
      report.at("/classes/growing").forEach(row -> growing.add(row.get("class").asText()));
      assertThat(growing).as(report.toString()).isNotEmpty().first().isEqualTo("byte[]");
      return unexpected(program);
    }
  }

  private JsonNode awaitGrowth(String leaks) throws Exception {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    JsonNode trend = get(leaks).get("trend");
    while (!trend.get("state").asText().equals("growing")) {
      assertThat(System.nanoTime()).as(trend.toString()).isLessThan(deadlineNanos);
      Thread.sleep(50);
      trend = get(leaks).get("trend");
    }
    return trend;
  }

  private static void assertSuspect(JsonNode report) {
    String method = PROGRAM + ".openSession";
    assertThat(report.at("/suspects/0/method").asText()).as(report.toString()).isEqualTo(method);
    double share = 0;
    JsonNode entries = null;
    for (JsonNode suspect : report.get("suspects")) {
      if (suspect.path("method").asText().equals(method)) {
        share += suspect.at("/survivors/share").asDouble();
        entries = suspect.get("class").asText().equals("byte[]") ? suspect : entries;
      }
    }
    assertThat(share).as(report.toString()).isGreaterThan(0.5);
    assertThat(entries).as(report.toString()).isNotNull();
    assertThat(entries.at("/paths/0/path").asText())
        .as(report.toString())
        .startsWith("static " + PROGRAM + ".SESSIONS > java.util.HashMap.table");
  }

  private static String attach(Jdk jdk, long pid) {
    try (ForkedJvm command =
        ForkedJvm.on(jdk)
            .run(
                "-jar",
                ForkedJvm.agentJar(),
                "attach",
                Long.toString(pid),
                "port=0",
                "token=" + TOKEN)) {
      assertThat(command.awaitExit()).as(command.toString()).isZero();
      String output = command.stdout();
      int from = output.indexOf("http://");
      return output.substring(from, output.indexOf('/', from + "http://".length()) + 1);
    }
  }

  private JsonNode get(String url) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url)).GET());
  }

  private JsonNode post(String url) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}")));
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return RunningShop.JSON.readTree(response.body());
  }
}
