package io.sonde.agent.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.host.framework.EmbeddedFrameworks;
import io.sonde.host.framework.JavalinOrders;
import io.sonde.host.framework.SparkOrders;
import io.sonde.host.framework.UndertowOrders;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The routes of requests that frameworks behind a servlet serve: real Jersey, RESTEasy, CXF and
 * Spring MVC in a web application each on a real Tomcat, in their oldest version and in their
 * newest.
 */
class RouteTemplateIT {

  private static final String DURATION = "http_server_request_duration_seconds";
  private static final String COUNT = DURATION + "_count";
  private static final String ACTIVE = "http_server_active_requests";
  private static final int ROUNDS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Bytes that probes allocate for a request, by framework and path; nothing for all others. */
  private static final Map<String, Integer> ALLOCATED =
      Map.of(
          // what the server makes to tell the servlet's pattern; a template adds nothing
          "tomcat-oldest/.*", 248,
          "tomcat-newest/.*", 192,
          "(spark|javalin)-.*", 104);

  @TempDir private Path folder;

  static Stream<Arguments> matrix() {
    return Libraries.matrix();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  @SideBySide
  void frameworks_templates_areTheRoutes(Jdk jdk, Age age) throws Exception {
    TomcatServer server = new TomcatServer(age == Age.OLDEST ? 9 : 11, Age.NEWEST);
    int port = AppServer.freePort();
    Path base = layOut(server, port, age);
    List<String> agents = List.of(AppServer.agent(), ProbeAllocations.option(base));
    try (ForkedJvm jvm = server.run(jdk, base, agents)) {
      String sonde = AppServer.sonde(jvm);
      jvm.awaitStdout(line -> line.matches(server.ready()));
      Truth truth = new Truth("tomcat", port, age == Age.OLDEST ? "javax" : "jakarta");
      for (int round = 0; round < ROUNDS; round++) {
        truth.jersey();
        truth.resteasy(age);
        truth.cxf();
        truth.spring(age);
      }
      SoftAssertions soft = new SoftAssertions();
      StreamTruth streams = new StreamTruth(soft, sonde, port, "/spring/app", truth.outcomes);
      streams.springEvents();
      streams.springSocket();
      Exposition metrics = settled(sonde, truth.outcomes);
      soft.assertThat(counts(metrics)).isEqualTo(truth.outcomes);
      soft.assertThat(truth.surprises).as("%s", jvm).isEmpty();
      assertSound(soft, metrics, Map.of("jersey", 1, "resteasy", 2, "cxf", 1));
      new GoldenScrape().assertSame(soft, "servers-frameworks-" + age, sonde, DURATION, ACTIVE);
      ProbeAllocations probes = new ProbeAllocations(jvm);
      for (String path :
          List.of(
              "/jersey/api/orders/17",
              "/resteasy/api/orders/17",
              "/cxf/api/v1/orders/17",
              "/spring/app/orders/17")) {
        truth.allocates(soft, probes, age, path);
      }
      streams.messagesAllocateNothing(probes, "/talk/4711");
      soft.assertThat(truth.surprises).isEmpty();
      soft.assertAll();
    }
  }

  @ParameterizedTest
  @MethodSource("matrix")
  @SideBySide
  void embedded_templates_areTheRoutes(Jdk jdk, Age age) throws Exception {
    Map<Class<?>, Integer> ports = ports();
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .sonde()
            .jvm(ProbeAllocations.option(Files.createTempDirectory(folder, "probe-meter")))
            .classPath(Libraries.classes().toString())
            .run(EmbeddedFrameworks.class, programs(ports, age))) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals(EmbeddedFrameworks.READY));
      Truth spark = new Truth("spark", portOf(SparkOrders.class, ports), "");
      Truth javalin = new Truth("javalin", portOf(JavalinOrders.class, ports), "");
      Truth undertow = new Truth("undertow", portOf(UndertowOrders.class, ports), "");
      for (int round = 0; round < ROUNDS; round++) {
        spark.spark();
        javalin.javalin(age);
        undertow.undertow();
      }
      SoftAssertions soft = new SoftAssertions();
      int port = portOf(UndertowOrders.class, ports);
      StreamTruth streams = new StreamTruth(soft, sonde, port, "/live", undertow.outcomes);
      streams.handlersSockets();
      Map<String, Long> outcomes = new TreeMap<>(spark.outcomes);
      javalin.outcomes.forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
      undertow.outcomes.forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
      Exposition metrics = settled(sonde, outcomes);
      soft.assertThat(counts(metrics)).isEqualTo(outcomes);
      for (Truth truth : List.of(spark, javalin, undertow)) {
        soft.assertThat(truth.surprises).as("%s", jvm).isEmpty();
      }
      assertSound(soft, metrics, Map.of("spark", 1, "javalin", 1, "undertow", 2));
      new GoldenScrape()
          .assertSame(soft, "servers-embedded-" + age, sonde, DURATION, ACTIVE, "websocket_server");
      ProbeAllocations probes = new ProbeAllocations(jvm);
      spark.allocates(soft, probes, age, "/orders/17");
      javalin.allocates(soft, probes, age, "/orders/17");
      undertow.allocates(soft, probes, age, "/api/orders/17");
      streams.messagesAllocateNothing(probes, "/rooms/lobby");
      soft.assertAll();
    }
  }

  @Test
  void embedded_disabled_areAsTheirJarsHaveThem() throws IOException, InterruptedException {
    Map<Class<?>, Integer> ports = ports();
    try (ForkedJvm jvm =
        ForkedJvm.on(Jdk.all().get(0))
            // Spark's is a filter
            .sonde("disable=servlet+spark+javalin+undertow+websocket")
            .jvm(ChangedClasses.option(folder, "spark.", "io.javalin.", "io.undertow."))
            .classPath(Libraries.classes().toString())
            .run(EmbeddedFrameworks.class, programs(ports, Age.NEWEST))) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals(EmbeddedFrameworks.READY));
      new Truth("spark", portOf(SparkOrders.class, ports), "").spark();
      new Truth("javalin", portOf(JavalinOrders.class, ports), "").javalin(Age.NEWEST);
      new Truth("undertow", portOf(UndertowOrders.class, ports), "").undertow();
      assertThat(jvm.after(ChangedClasses.WORD)).isEmpty();
      assertThat(Exposition.fresh(sonde).all(COUNT)).isEmpty();
    }
  }

  @Test
  @SideBySide
  void frameworks_disabled_areAsTheirJarsHaveThem() throws IOException, InterruptedException {
    TomcatServer server = new TomcatServer(11, Age.NEWEST);
    int port = AppServer.freePort();
    Path base = layOut(server, port, Age.NEWEST);
    List<String> agents =
        List.of(
            AppServer.agent() + ",disable=servlet+jersey+resteasy+cxf",
            ChangedClasses.option(
                folder,
                "org.glassfish.",
                "org.jboss.",
                "org.apache.cxf.",
                "org.apache.catalina.",
                "org.springframework.",
                "jakarta.",
                "io.sonde."));
    try (ForkedJvm jvm = server.run(Jdk.all().get(0), base, agents)) {
      String sonde = AppServer.sonde(jvm);
      jvm.awaitStdout(line -> line.matches(server.ready()));
      Truth truth = new Truth("tomcat", port, "jakarta");
      truth.jersey();
      truth.resteasy(Age.NEWEST);
      truth.cxf();
      truth.spring(Age.NEWEST);
      assertThat(truth.surprises).as("%s", jvm).isEmpty();
      assertThat(jvm.after(ChangedClasses.WORD)).isEmpty();
      assertThat(Exposition.fresh(sonde).all(COUNT)).isEmpty();
    }
  }

  /** An instance of Tomcat with a web application of each framework. */
  private Path layOut(TomcatServer server, int port, Age age) throws IOException {
    Path base = Files.createTempDirectory(folder, "tomcat");
    server.layOut(base, port);
    Path applications = Files.createDirectory(base.resolve("webapps"));
    FrameworkWar war = new FrameworkWar(age);
    war.jersey(applications.resolve("jersey.war"));
    war.resteasy(applications.resolve("resteasy.war"));
    war.cxf(applications.resolve("cxf.war"));
    war.spring(applications.resolve("spring.war"));
    return base;
  }

  private static Map<Class<?>, Integer> ports() throws IOException {
    Map<Class<?>, Integer> ports = new LinkedHashMap<>();
    for (Class<?> program : List.of(SparkOrders.class, JavalinOrders.class, UndertowOrders.class)) {
      int port = AppServer.freePort();
      while (ports.containsValue(port)) {
        port = AppServer.freePort();
      }
      ports.put(program, port);
    }
    return ports;
  }

  private static int portOf(Class<?> program, Map<Class<?>, Integer> ports) {
    return ports.getOrDefault(program, 0);
  }

  private static String[] programs(Map<Class<?>, Integer> ports, Age age) {
    List<String> words = new ArrayList<>();
    ports.forEach(
        (program, port) -> {
          String kind = program.getSimpleName().replace("Orders", "").toLowerCase(Locale.ROOT);
          words.add(program.getName());
          words.add(port.toString());
          words.add(Libraries.classPath(kind, age));
        });
    return words.toArray(new String[0]);
  }

  /** Nothing goes on any more, nothing has failed, and no more is woven than should be. */
  private static void assertSound(
      SoftAssertions soft, Exposition metrics, Map<String, Integer> woven) {
    soft.assertThat(metrics.all(ACTIVE)).isNotEmpty().allMatch(active -> active.value() == 0);
    woven.forEach(
        (technology, classes) ->
            soft.assertThat(metrics.value("sonde_instrumented_classes", "technology", technology))
                .as(technology)
                .isEqualTo(classes.doubleValue()));
    soft.assertThat(metrics.all("sonde_suppressed_errors_total")).isNotEmpty();
    soft.assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
    soft.assertThat(metrics.sum("sonde_overflow_total")).isZero();
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
    private final String kind;
    private final int port;
    private final String api;

    /**
     * Nothing yet.
     *
     * @param kind of the server
     * @param api the package of its servlets, if it is known
     */
    Truth(String kind, int port, String api) {
      this.kind = kind;
      this.port = port;
      this.api = api;
    }

    void jersey() throws IOException, InterruptedException {
      rest("/jersey/api", "", api + ".servlet.ServletException");
    }

    void resteasy(Age age) throws IOException, InterruptedException {
      rest(
          "/resteasy/api",
          "",
          age == Age.OLDEST ? "org.jboss.resteasy.spi.UnhandledException" : "500");
    }

    void cxf() throws IOException, InterruptedException {
      rest("/cxf/api", "/v1", "java.lang.IllegalStateException");
    }

    /** What an implementation of JAX-RS answers at a path of the servlet and one of its own. */
    private void rest(String servlet, String address, String failure)
        throws IOException, InterruptedException {
      String at = servlet + address + "/orders";
      request("GET", at, 200, at, "");
      request("GET", at + "/17", 200, at + "/{id}", "");
      request("GET", at + "/18?a=b", 200, at + "/{id}", "");
      request("GET", at + "/gone/1", 410, at + "/gone/{id}", "");
      request("GET", at + "/fail/1", 500, at + "/fail/{id}", failure);
      request("GET", at + "/later/1", 200, at + "/later/{id}", "");
      request("GET", at + "/17/lines", 200, at + "/{id}/lines", "");
      request("GET", at + "/17/lines/4", 200, at + "/{id}/lines/{line}", "");
      // no method, no template
      request("POST", at, 405, servlet + "/*", "");
      request("GET", servlet + address + "/unknown", 404, servlet + "/*", "");
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

    void spark() throws IOException, InterruptedException {
      request("GET", "/orders", 200, "/orders", "");
      request("GET", "/orders/17", 200, "/orders/:id", "");
      request("HEAD", "/orders/18", 200, "/orders/:id", "");
      request("GET", "/orders/fail/1", 500, "/orders/fail/:id", "500");
      request("GET", "/files/a/b", 200, "/files/*", "");
      // no route
      request("GET", "/unknown", 404, "/*", "");
    }

    void javalin(Age age) throws IOException, InterruptedException {
      String id = age == Age.OLDEST ? ":id" : "{id}";
      request("GET", "/orders", 200, "/orders", "");
      request("GET", "/orders/17", 200, "/orders/" + id, "");
      request("GET", "/orders/18?a=b", 200, "/orders/" + id, "");
      request("GET", "/orders/fail/1", 500, "/orders/fail/" + id, "500");
      request("GET", "/orders/later/1", 200, "/orders/later/" + id, "");
      // no handler
      request("POST", "/orders", 404, "/*", "");
      request("GET", "/unknown", 404, "/*", "");
    }

    void undertow() throws IOException, InterruptedException {
      String at = "/api/orders";
      request("GET", at, 200, at, "");
      request("GET", at + "/17", 200, at + "/{id}", "");
      request("GET", at + "/18?a=b", 200, at + "/{id}", "");
      request("GET", at + "/gone/1", 410, at + "/gone/{id}", "");
      String error = "java.lang.IllegalStateException";
      request("GET", at + "/fail/1", 500, at + "/fail/{id}", error);
      request("GET", at + "/blocking/1", 200, at + "/blocking/{id}", "");
      request("GET", at + "/stuck/1", 500, at + "/stuck/{id}", error);
      request("GET", at + "/later/1", 200, at + "/later/{id}", "");
      request("POST", at, 405, "/api/*", "");
      request("GET", "/api/unknown", 404, "/api/*", "");
      request("GET", "/files/17", 200, "/files/*", "");
      request("GET", "/health", 200, "/health", "");
      request("GET", "/unknown", 404, "/*", "");
    }

    /** What probes allocate for a request that a template matches, after its status is known. */
    void allocates(SoftAssertions soft, ProbeAllocations probes, Age age, String path)
        throws Exception {
      probes.assertAllowed(
          soft,
          ALLOCATED,
          new ProbeAllocations.Call(
              kind + "-" + age + path, () -> request("GET", path, 200, "", "")));
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
