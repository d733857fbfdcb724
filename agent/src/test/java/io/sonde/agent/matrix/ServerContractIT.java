package io.sonde.agent.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.agent.matrix.ProbeAllocations.Call;
import io.sonde.agent.matrix.ProbeAllocations.Work;
import io.sonde.host.web.ContractServlet;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
 * What every servlet container must show of one web application, started from its distribution as
 * its users start it: each request once, under its route and outcome.
 */
class ServerContractIT {

  private static final String DURATION = "http_server_request_duration_seconds";
  private static final String ROUTE = "http_route";
  private static final int ROUNDS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Sums are seconds as floating-point numbers. */
  private static final double ROUNDING_SECONDS = 1e-6;

  /** Bytes that probes allocate for a request, by server and path; nothing for all others. */
  private static final Map<String, Integer> ALLOCATED =
      Map.of(
          // what the server makes to tell the servlet's pattern
          "tomcat-.*-oldest/page", 408,
          "tomcat-.*-oldest/status/200", 512,
          "tomcat-.*-newest/(page|status/200)", 240,
          "jetty-12-.*/status/200", 136,
          "wildfly-.*/(page|status/200)", 80,
          "liberty-oldest/page", 16,
          // the same, what knows the request until its end, and a copy of what its thread knows
          "tomcat-.*-oldest/async/complete", 2_040,
          "tomcat-.*-newest/async/complete", 1_768,
          "(jetty|wildfly|liberty)-.*/async/complete", 1_624);

  @TempDir private Path folder;

  /** The oldest version of each on the oldest JDK, the newest on the newest. */
  static Stream<Arguments> matrix() {
    List<Jdk> jdks = Jdk.all();
    List<Arguments> all = new ArrayList<>();
    for (Age age : Age.values()) {
      Jdk jdk = jdks.get(age == Age.OLDEST ? 0 : jdks.size() - 1);
      for (AppServer server : AppServer.all(age)) {
        if (server.runsOn(jdk)) {
          all.add(Arguments.of(jdk, server));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  @SideBySide
  void servers_meters_equalTheClientsOwnTruth(Jdk jdk, AppServer server) throws Exception {
    Path base = Files.createTempDirectory(folder, server.folder());
    int port = AppServer.freePort();
    List<String> agents =
        List.of(
            AppServer.agent(),
            ProbeAllocations.option(Files.createTempDirectory(folder, "probe-meter")));
    try (ForkedJvm jvm = server.start(jdk, base, port, agents)) {
      String sonde = AppServer.sonde(jvm);
      jvm.awaitStdout(line -> line.matches(server.ready()));
      Truth truth = new Truth(port);
      for (int round = 0; round < ROUNDS; round++) {
        for (AppServer.Application application : server.applications()) {
          truth.requests(server, application);
        }
      }
      SoftAssertions soft = new SoftAssertions();
      for (AppServer.Application application : server.applications()) {
        StreamTruth streams =
            new StreamTruth(soft, sonde, port, "/" + application.path(), truth.outcomes);
        streams.events();
        if (server.hasSockets()) {
          streams.sockets(server.handshakeStatus(application));
        }
      }
      Exposition metrics = settled(sonde, truth.outcomes);
      soft.assertThat(counts(metrics)).isEqualTo(truth.outcomes);
      soft.assertThat(truth.surprises).isEmpty();
      for (AppServer.Application application : server.applications()) {
        truth.assertTimes(soft, metrics, "/" + application.path());
      }
      soft.assertThat(metrics.all("http_server_active_requests"))
          .isNotEmpty()
          .allMatch(active -> active.value() == 0);
      soft.assertThat(metrics.all("sonde_suppressed_errors_total")).isNotEmpty();
      soft.assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      soft.assertThat(metrics.sum("sonde_overflow_total")).isZero();
      // without the families of which a request shows a second after its end
      new GoldenScrape()
          .assertSame(
              soft,
              "servers-" + server.golden(),
              sonde,
              "http_server_active",
              "http_server_event_stream",
              "http_server_request_duration",
              "websocket_server");
      for (AppServer.Application application : server.applications()) {
        allocations(soft, jvm, server, application, port);
      }
      jvm.terminateJava();
      jvm.awaitExit();
      soft.assertThat(jvm.stdout().lines()).anyMatch(line -> line.matches(server.stopped()));
      // no stack trace goes through Sonde, no application's loader is held by a thread of it
      soft.assertThat(jvm.stdout())
          .doesNotContain("io.sonde.agent", "java.lang.Sonde", "LinkageError")
          .doesNotContain("clearReferencesThreads", "checkThreadLocalMapForLeaks");
      soft.assertAll();
    }
  }

  /** What probes allocate for a request of each kind and for a message. */
  private static void allocations(
      SoftAssertions soft, ForkedJvm jvm, AppServer server, AppServer.Application app, int port)
      throws Exception {
    ProbeAllocations probes = new ProbeAllocations(jvm);
    Truth truth = new Truth(port);
    for (String path : List.of("/page", "/status/200", "/async/complete")) {
      Work work =
          () ->
              truth.request(
                  "GET", "/" + app.path() + path, path.startsWith("/a") ? 202 : 200, "", "");
      probes.assertAllowed(soft, ALLOCATED, new Call(server + path, work));
    }
    soft.assertThat(truth.surprises).isEmpty();
    if (server.hasSockets()) {
      new StreamTruth(soft, "", port, "/" + app.path(), truth.outcomes)
          .messagesAllocateNothing(probes, "/rooms/lobby");
    }
  }

  static Stream<Arguments> disabled() {
    return Stream.of(
        Arguments.of(new TomcatServer(11, Age.NEWEST), "org.apache.catalina."),
        Arguments.of(new LibertyServer(Age.NEWEST), "com.ibm.ws.webcontainer."));
  }

  @ParameterizedTest
  @MethodSource("disabled")
  @SideBySide
  void servlets_disabled_areAsTheirJarsHaveThem(AppServer server, String container)
      throws IOException {
    int port = AppServer.freePort();
    Path base = Files.createTempDirectory(folder, server.folder());
    List<String> agents =
        List.of(
            AppServer.agent() + ",disable=servlet+websocket",
            ChangedClasses.option(
                Files.createTempDirectory(folder, "agent"),
                "jakarta.servlet.",
                container,
                "org.apache.tomcat.websocket.",
                "com.ibm.ws.wsoc.",
                "io.sonde.host.web."));
    try (ForkedJvm jvm = server.start(Jdk.all().get(0), base, port, agents)) {
      String sonde = AppServer.sonde(jvm);
      jvm.awaitStdout(line -> line.matches(server.ready()));
      Truth truth = new Truth(port);
      for (AppServer.Application application : server.applications()) {
        truth.requests(server, application);
      }
      assertThat(truth.surprises).isEmpty();
      assertThat(jvm.after(ChangedClasses.WORD)).isEmpty();
      assertThat(Exposition.fresh(sonde).all(DURATION + "_count")).isEmpty();
    }
  }

  /** A scrape that has all that was asked: a request may end after its answer has come. */
  private static Exposition settled(String sonde, Map<String, Long> outcomes) {
    double expected = outcomes.values().stream().mapToLong(Long::longValue).sum();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Exposition metrics = Exposition.fresh(sonde);
      if (metrics.sum(DURATION + "_count") >= expected || System.nanoTime() > deadline) {
        return metrics;
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Map<String, Long> counts(Exposition metrics) {
    Map<String, Long> counts = new TreeMap<>();
    for (Exposition.Sample sample : metrics.all(DURATION + "_count")) {
      counts.merge(
          String.join(
              " ",
              sample.labels().get("http_request_method"),
              sample.labels().get(ROUTE),
              sample.labels().get("http_response_status_code"),
              sample.labels().get("error_type")),
          (long) sample.value(),
          Long::sum);
    }
    return counts;
  }

  /** What the client asked for, saw and measured. */
  private static final class Truth {

    final Map<String, Long> outcomes = new TreeMap<>();
    final List<String> surprises = new ArrayList<>();

    /** By route: the client's time and the servlet's own. */
    final Map<String, long[]> nanos = new TreeMap<>();

    private final int port;

    Truth(int port) {
      this.port = port;
    }

    void requests(AppServer server, AppServer.Application app) throws IOException {
      String path = "/" + app.path();
      String status = path + "/status/*";
      get(path + "/status/200", 200, status, "");
      request("HEAD", path + "/status/200", 200, status, "");
      request("POST", path + "/status/201", 201, status, "");
      get(path + "/status/404", 404, status, "");
      get(path + "/status/500", 500, status, "500");
      get(path + "/status/503", 503, status, "503");
      for (String[] thrown :
          new String[][] {
            {"runtime", "java.lang.IllegalStateException"},
            {"io", "java.io.IOException"},
            {"servlet", app.api() + ".ServletException"}
          }) {
        get(path + "/throw/" + thrown[0], 500, path + "/throw/*", thrown[1]);
      }
      get(path + "/delay", 200, path + "/delay", "");
      get(path + "/forward", 200, path + "/forward", "");
      get(path + "/include", 200, path + "/include", "");
      get(path + "/page", 200, path + "/page", "");
      get(path + "/some/page.do", 200, path + "/*.do", "");
      get(path + "/" + WarFile.PAGE, 200, path + "/*", "");
      get(path + "/missing", 404, path + "/*", "");
      get(path + "/gate/closed", 403, path + "/*", "");
      String async = path + "/async/*";
      get(path + "/async/complete", 202, async, "");
      get(path + "/async/dispatch", 200, async, "");
      get(path + "/async/timeout", 500, async, "timeout");
      get(path + "/async/throw", 500, async, server.dispatchError(app));
    }

    private void get(String path, int status, String route, String error) throws IOException {
      request("GET", path, status, route, error);
    }

    private void request(String method, String path, int status, String route, String error)
        throws IOException {
      String head =
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      long start = System.nanoTime();
      String answer;
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        OutputStream out = socket.getOutputStream();
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        InputStream in = socket.getInputStream();
        answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      }
      long[] times = nanos.computeIfAbsent(route, first -> new long[2]);
      times[0] += System.nanoTime() - start;
      times[1] += ownNanos(answer);
      if (!answer.startsWith("HTTP/1.1 " + status)) {
        surprises.add(method + " " + path + ": " + answer);
      }
      outcomes.merge(
          String.join(" ", method, route, Integer.toString(status), error), 1L, Long::sum);
    }

    private static long ownNanos(String answer) {
      String name = ContractServlet.OWN_NANOS + ": ";
      int at = answer.indexOf(name);
      return at < 0
          ? 0
          : Long.parseLong(answer.substring(at + name.length(), answer.indexOf('\r', at)));
    }

    /**
     * A servlet that returns before its answer is sent: Sonde's readings of the clock lie between
     * its own and the client's. An asynchronous request may end after its answer.
     */
    void assertTimes(SoftAssertions soft, Exposition metrics, String path) {
      long[] delay = nanos.get(path + "/delay");
      assertThat(delay[1]).isPositive();
      soft.assertThat(metrics.sum(DURATION + "_sum", ROUTE, path + "/delay"))
          .as(path)
          .isGreaterThanOrEqualTo(delay[1] / 1e9 - ROUNDING_SECONDS)
          .isLessThanOrEqualTo(delay[0] / 1e9 + ROUNDING_SECONDS);
      long[] async = nanos.get(path + "/async/*");
      assertThat(async[1]).isPositive();
      soft.assertThat(metrics.sum(DURATION + "_sum", ROUTE, path + "/async/*"))
          .as(path)
          .isGreaterThanOrEqualTo(async[1] / 1e9 - ROUNDING_SECONDS);
    }
  }
}
