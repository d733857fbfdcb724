package io.sonde.agent.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.host.zoo.ZooApplication;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Beside the agents of OpenTelemetry, JaCoCo and jmx_exporter, before and behind all of them on the
 * command line, Sonde counts exactly, and so do they; when it is detached they go on.
 */
class NeighbourAgentsIT {

  private static final Pattern SPAN =
      Pattern.compile("LoggingSpanExporter - '(.*)' : (\\w+) \\w+ (\\w+) \\[tracer: ([^:\\]]+)");

  /** The parts of one call, each a span of the same trace. */
  private static final List<String> CALL =
      List.of(
          "CLIENT io.opentelemetry.java-http-client",
          "CLIENT io.opentelemetry.jdbc",
          "SERVER io.opentelemetry.java-http-server");

  /** What of a round runs to its end before the round does. */
  private static final List<String> COVERED =
      List.of(
          "io/sonde/host/zoo/JdkCall",
          "org/h2/jdbc/JdbcPreparedStatement",
          "org/h2/jdbc/JdbcResultSet");

  @TempDir private Path folder;

  private enum Order {
    SONDE_FIRST,
    SONDE_LAST
  }

  static Stream<Arguments> matrix() {
    List<Arguments> all = new ArrayList<>();
    for (Jdk jdk : Jdk.all()) {
      for (Order order : Order.values()) {
        all.add(Arguments.of(jdk, order));
      }
    }
    return all.stream();
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("matrix")
  void neighbours_andSonde_countExactly_andGoOnWithoutIt(Jdk jdk, Order order) throws IOException {
    int jmxPort = AppServer.freePort();
    CoverageClient coverage = new CoverageClient(AppServer.freePort());
    try (ForkedJvm application = start(jdk, order, jmxPort, coverage.port())) {
      String sonde = application.awaitSonde();
      ZooCounts.round(application, 1);
      assertThat(coverage.hits()).containsKey("io/sonde/host/zoo/ZooApplication");
      ZooCounts.round(application, 2);
      Map<String, Integer> measured = coverage.hits();
      Exposition metrics = ZooCounts.settled(sonde, application, ZooCounts.afterRounds(2));
      assertThat(ZooCounts.of(metrics, application))
          .as("%s", application)
          .isEqualTo(ZooCounts.afterRounds(2));
      assertThat(metrics.all("sonde_suppressed_errors_total")).isNotEmpty();
      assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      assertNeighbours(application, 2, jmxPort);
      ZooCounts.detach(jdk, application);
      ZooCounts.round(application, 3);
      Map<String, Integer> left = coverage.hits();
      for (String type : COVERED) {
        assertThat(left.get(type)).as(type).isPositive().isEqualTo(measured.get(type));
      }
      assertNeighbours(application, 3, jmxPort);
    }
  }

  private ForkedJvm start(Jdk jdk, Order order, int jmxPort, int coveragePort) throws IOException {
    List<Path> agents = Libraries.jars("neighbours", Age.NEWEST);
    Path rules = folder.resolve("rules.yml");
    Files.writeString(rules, "rules:\n- pattern: \".*\"\n");
    ForkedJvm.Description jvm = ForkedJvm.on(jdk);
    if (order == Order.SONDE_FIRST) {
      jvm.sonde();
    }
    jvm.jvm(
        "-javaagent:" + jar(agents, "opentelemetry"),
        "-Dotel.traces.exporter=logging",
        "-Dotel.metrics.exporter=none",
        "-Dotel.logs.exporter=none",
        // no metrics are exported, and what reads the JVM for them takes seconds to start
        "-Dotel.jmx.enabled=false",
        "-Dotel.instrumentation.runtime-telemetry.enabled=false",
        "-javaagent:"
            + jar(agents, "org.jacoco")
            + "=output=tcpserver,address=127.0.0.1,port="
            + coveragePort
            + ",includes=io.sonde.host.*:org.h2.*:com.zaxxer.*",
        "-javaagent:" + jar(agents, "jmx_prometheus") + "=127.0.0.1:" + jmxPort + ":" + rules);
    if (order == Order.SONDE_LAST) {
      jvm.sonde();
    }
    return jvm.classPath(Libraries.classPath("zoo", Age.NEWEST)).run(ZooApplication.class, "jdk");
  }

  private static Path jar(List<Path> jars, String start) {
    return jars.stream()
        .filter(jar -> jar.getFileName().toString().startsWith(start))
        .findFirst()
        .orElseThrow();
  }

  private static void assertNeighbours(ForkedJvm application, int rounds, int jmxPort) {
    int calls = rounds * ZooApplication.CALLS;
    assertThat(calls(application, calls))
        .as("%s", application)
        .hasSize(calls)
        .allMatch(parts -> parts.equals(CALL));
    Exposition jmx = Exposition.of("http://127.0.0.1:" + jmxPort + "/");
    assertThat(jmx.value("jmx_scrape_error")).isZero();
    assertThat(jmx.samples()).anyMatch(sample -> sample.name().startsWith("java_lang_Threading_"));
    assertThat(application.stderr()).doesNotContain("Error", "Exception");
  }

  /** The parts of each call of the application's, when there are as many as expected. */
  private static List<List<String>> calls(ForkedJvm application, int expected) {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (true) {
      List<List<String>> calls = calls(application.stderr());
      long complete = calls.stream().filter(parts -> parts.equals(CALL)).count();
      if (complete >= expected || System.nanoTime() > deadline) {
        return calls;
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static List<List<String>> calls(String exported) {
    Map<String, List<String>> traces = new TreeMap<>();
    Matcher span = SPAN.matcher(exported);
    while (span.find()) {
      traces
          .computeIfAbsent(span.group(2), trace -> new ArrayList<>())
          .add(span.group(3) + " " + span.group(4));
    }
    traces.values().forEach(parts -> parts.sort(null));
    // others are what the pool's first connection and readers of the agents' endpoints made
    return traces.values().stream().filter(parts -> parts.contains(CALL.get(0))).toList();
  }
}
