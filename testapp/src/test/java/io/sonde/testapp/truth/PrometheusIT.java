package io.sonde.testapp.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sonde.testing.Exposition;
import io.sonde.testing.Jdk;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real Prometheus and its checker read what Sonde writes. */
class PrometheusIT {

  private static final int PATIENCE_SECONDS = 60;

  /** Names that semantic conventions or Micrometer dictate and promtool would choose otherwise. */
  private static final Set<String> DICTATED =
      Set.of("non-histogram and non-summary metrics should not have \"_count\" suffix");

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void prometheus_scrapesThreeTimesWithoutError_andPromtoolHasNothingToSay(
      Jdk jdk, @TempDir Path folder) throws Exception {
    requireInstalled("prometheus");
    requireInstalled("promtool");
    try (RunningShop shop = RunningShop.start(jdk)) {
      shop.load("--rate", "30", "--duration", "5s");
      assertPromtoolHasNothingToSay(shop, folder);
      int port = freePort();
      Path config = folder.resolve("prometheus.yml");
      Files.writeString(
          config,
          """
          global: {scrape_interval: 1s, scrape_timeout: 1s}
          scrape_configs:
            - job_name: sonde
              static_configs: [{targets: ['%s']}]
          """
              .formatted(URI.create(shop.sonde()).getAuthority()));
      Process prometheus =
          new ProcessBuilder(
                  "prometheus",
                  "--config.file=" + config,
                  "--storage.tsdb.path=" + folder.resolve("data"),
                  "--web.listen-address=127.0.0.1:" + port)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      try {
        String api = "http://127.0.0.1:" + port + "/api/v1/";
        assertThat(awaitAtLeast(api, "count_over_time(up[5m])", 3))
            .isEqualTo(query(api, "sum_over_time(up[5m])"));
        JsonNode target =
            RunningShop.JSON.readTree(Exposition.get(api + "targets")).at("/data/activeTargets/0");
        assertThat(target.get("lastError").asText()).isEmpty();
        assertThat(target.get("health").asText()).isEqualTo("up");
        double inPrometheus = query(api, "sum(http_server_request_duration_seconds_count)");
        assertThat(inPrometheus)
            .isEqualTo(shop.metrics().sum("http_server_request_duration_seconds_count"))
            .isPositive();
      } finally {
        prometheus.destroy();
        if (!prometheus.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          prometheus.destroyForcibly();
        }
      }
    }
  }

  private static void assertPromtoolHasNothingToSay(RunningShop shop, Path folder)
      throws Exception {
    Path metrics = folder.resolve("metrics");
    Files.writeString(metrics, Exposition.get(shop.sonde() + "metrics"));
    Process promtool =
        new ProcessBuilder("promtool", "check", "metrics")
            .redirectInput(metrics.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    List<String> complaints =
        output
            .lines()
            .filter(line -> DICTATED.stream().noneMatch(line::endsWith))
            .collect(Collectors.toCollection(ArrayList::new));
    assertThat(complaints).isEmpty();
  }

  private static double awaitAtLeast(String api, String query, double least)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < deadline) {
      try {
        double value = query(api, query);
        if (value >= least) {
          return value;
        }
      } catch (IllegalStateException | AssertionError e) {
        // not up yet
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    throw new AssertionError(query + " has not reached " + least);
  }

  private static double query(String api, String query) throws IOException {
    JsonNode result =
        RunningShop.JSON
            .readTree(
                Exposition.get(
                    api + "query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)))
            .at("/data/result/0/value/1");
    return result.isMissingNode() ? 0 : Double.parseDouble(result.asText());
  }

  private static void requireInstalled(String program) {
    boolean installed = false;
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      installed |= Files.isExecutable(Path.of(folder, program));
    }
    if ("true".equals(System.getenv("CI"))) {
      assertThat(installed).as(program + " is required when CI=true").isTrue();
    }
    assumeTrue(installed, program + " is not installed");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
