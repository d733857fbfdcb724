package io.sonde.agent.matrix;

import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
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

/**
 * The routes of requests that frameworks behind a servlet serve: real Jersey and real Spring MVC in
 * a web application each on a real Tomcat, in their oldest version and in their newest.
 */
class RouteTemplateIT {

  private static final String COUNT = "http_server_request_duration_seconds_count";
  private static final int ROUNDS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path folder;

  static Stream<Arguments> matrix() {
    return Libraries.matrix();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  @SideBySide
  void frameworks_templates_areTheRoutes(Jdk jdk, Age age) throws Exception {
    Path base = Files.createTempDirectory(folder, "tomcat");
    int port = AppServer.freePort();
    TomcatServer server = new TomcatServer(age == Age.OLDEST ? 9 : 11);
    server.layOut(base, port);
    Path applications = Files.createDirectory(base.resolve("webapps"));
    FrameworkWar war = new FrameworkWar(age);
    war.jersey(applications.resolve("jersey.war"));
    war.spring(applications.resolve("spring.war"));
    try (ForkedJvm jvm = server.run(jdk, base)) {
      String sonde = AppServer.sonde(jvm);
      jvm.awaitStdout(line -> line.matches(server.ready()));
      Truth truth = new Truth(port, age == Age.OLDEST ? "javax" : "jakarta");
      for (int round = 0; round < ROUNDS; round++) {
        truth.jersey();
        truth.spring(age);
      }
      Exposition metrics = settled(sonde, truth.outcomes);
      SoftAssertions soft = new SoftAssertions();
      soft.assertThat(counts(metrics)).isEqualTo(truth.outcomes);
      soft.assertThat(truth.surprises).as("%s", jvm).isEmpty();
      soft.assertThat(metrics.all("http_server_active_requests"))
          .isNotEmpty()
          .allMatch(active -> active.value() == 0);
      soft.assertThat(metrics.value("sonde_instrumented_classes", "technology", "jersey"))
          .isEqualTo(1);
      soft.assertThat(metrics.all("sonde_suppressed_errors_total")).isNotEmpty();
      soft.assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      soft.assertAll();
    }
  }

  /** A scrape that has all that was asked: an asynchronous request ends after its answer. */
  private static Exposition settled(String sonde, Map<String, Long> outcomes)
      throws InterruptedException {
    double expected = outcomes.values().stream().mapToLong(Long::longValue).sum();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Exposition metrics = Exposition.fresh(sonde);
      if (metrics.sum(COUNT) >= expected || System.nanoTime() > deadline) {
        return metrics;
      }
      Thread.sleep(100);
    }
  }

  private static Map<String, Long> counts(Exposition metrics) {
    Map<String, Long> counts = new TreeMap<>();
    for (Exposition.Sample sample : metrics.all(COUNT)) {
      counts.merge(
          String.join(
              " ",
              sample.labels().get("http_request_method"),
              sample.labels().get("http_route"),
              sample.labels().get("http_response_status_code"),
              sample.labels().get("error_type")),
          (long) sample.value(),
          Long::sum);
    }
    return counts;
  }

  /** What the client asked for and saw. */
  private static final class Truth {

    final Map<String, Long> outcomes = new TreeMap<>();
    final List<String> surprises = new ArrayList<>();

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;
    private final String api;

    Truth(int port, String api) {
      this.port = port;
      this.api = api;
    }

    void jersey() throws IOException, InterruptedException {
      String at = "/jersey/api/orders";
      request("GET", at, 200, at, "");
      request("GET", at + "/17", 200, at + "/{id}", "");
      request("GET", at + "/18?a=b", 200, at + "/{id}", "");
      request("GET", at + "/gone/1", 410, at + "/gone/{id}", "");
      request("GET", at + "/fail/1", 500, at + "/fail/{id}", api + ".servlet.ServletException");
      request("GET", at + "/later/1", 200, at + "/later/{id}", "");
      request("GET", at + "/17/lines", 200, at + "/{id}/lines", "");
      request("GET", at + "/17/lines/4", 200, at + "/{id}/lines/{line}", "");
      // no method, no template
      request("POST", at, 405, "/jersey/api/*", "");
      request("GET", "/jersey/api/unknown", 404, "/jersey/api/*", "");
    }

    void spring(Age age) throws IOException, InterruptedException {
      String nested =
          age == Age.OLDEST
              ? "org.springframework.web.util.NestedServletException"
              : "jakarta.servlet.ServletException";
      for (String servlet : List.of("/spring/app", "/spring")) {
        String at = servlet + "/orders";
        request("GET", at, 200, at, "");
        request("GET", at + "/17", 200, at + "/{id}", "");
        request("GET", at + "/18?a=b", 200, at + "/{id}", "");
        request("GET", at + "/fail/1", 500, at + "/fail/{id}", nested);
        request("GET", at + "/later/1", 200, at + "/later/{id}", "");
        request("POST", at, 405, servlet + "/*", "");
        request("GET", servlet + "/unknown", 404, servlet + "/*", "");
      }
    }

    private void request(String method, String path, int status, String route, String error)
        throws IOException, InterruptedException {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                  .method(method, HttpRequest.BodyPublishers.noBody())
                  .timeout(PATIENCE)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != status) {
        surprises.add(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
      }
      outcomes.merge(
          String.join(" ", method, route, Integer.toString(status), error), 1L, Long::sum);
    }
  }
}
