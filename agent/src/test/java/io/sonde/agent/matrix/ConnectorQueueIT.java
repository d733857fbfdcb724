package io.sonde.agent.matrix;

import io.sonde.host.embedded.OneWorker;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A connector's own queue: how long a request waited for a thread of its server stands in {@code
 * executor_idle_seconds} of the server's pool, and is no part of the request.
 */
class ConnectorQueueIT {

  private static final String NAME = "name";
  private static final String WAIT = "executor_idle_seconds";
  private static final String DURATION = "http_server_request_duration_seconds";
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

  /** Long beside what else happens between two readings of the clock. */
  private static final long PLANTED_NANOS = Duration.ofMillis(500).toNanos();

  /** Sums are seconds as floating-point numbers. */
  private static final double ROUNDING_SECONDS = 1e-6;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void requestThatWaitsForTheOnlyThread_isTheWaitOfThePool(Jdk jdk) throws IOException {
    try (ForkedJvm jvm = ForkedJvm.on(jdk).sonde().classPath(servers()).run(OneWorker.class)) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals(OneWorker.READY));
      SoftAssertions soft = new SoftAssertions();
      assertWait(soft, sonde, "tomcat", port(jvm, "tomcat"), "http-nio-auto-");
      assertWait(soft, sonde, "jetty", port(jvm, "jetty"), "qtp");
      assertWait(soft, sonde, "undertow", port(jvm, "undertow"), "XNIO-1 task");
      Exposition metrics = Exposition.fresh(sonde);
      soft.assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      soft.assertAll();
    }
  }

  /** The servers that tests are compiled with, without what is Sonde's. */
  private static String servers() {
    Pattern jars =
        Pattern.compile("(tomcat|jetty|undertow|jboss|wildfly|xnio|smallrye|jakarta|slf4j)[^/]*");
    Stream<String> tests =
        Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(System.getProperty("java.class.path"))
            .filter(jar -> jars.matcher(new File(jar).getName()).matches());
    return Stream.concat(Stream.of(Libraries.classes().toString()), tests)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static int port(ForkedJvm jvm, String server) {
    return Integer.parseInt(jvm.after(server + " ").get(0));
  }

  private static void assertWait(
      SoftAssertions soft, String sonde, String server, int port, String pool) throws IOException {
    String route = "/" + server + "/body";
    Exposition before = Exposition.fresh(sonde);
    long beginNanos = System.nanoTime();
    try (Socket holder = connect(port);
        Socket waiter = connect(port)) {
      // its servlet waits for the body on the only thread
      ask(holder, route, "");
      settled(sonde, metrics -> metrics.sum("http_server_active_requests") == 1);
      final long askedNanos = System.nanoTime();
      ask(waiter, route, "x");
      Exposition held =
          settled(sonde, metrics -> ofPool(metrics, "executor_queued_tasks", pool) == 1);
      final long waitsNanos = System.nanoTime();
      soft.assertThat(ofPool(held, "executor_queued_tasks", pool)).as(server).isEqualTo(1);
      LockSupport.parkNanos(PLANTED_NANOS);
      final long releasedNanos = System.nanoTime();
      holder.getOutputStream().write('x');
      holder.getInputStream().readAllBytes();
      waiter.getInputStream().readAllBytes();
      final long endNanos = System.nanoTime();
      Exposition after =
          settled(sonde, now -> added(before, now, DURATION + "_count", "http_route", route) == 2);
      double waited = ofPool(after, WAIT + "_sum", pool) - ofPool(before, WAIT + "_sum", pool);
      soft.assertThat(waited)
          .as(server)
          .isGreaterThanOrEqualTo((releasedNanos - waitsNanos) / 1e9 - ROUNDING_SECONDS);
      // all that this pool was given came one after another, but for the two requests
      soft.assertThat(waited)
          .as(server)
          .isLessThanOrEqualTo(
              (endNanos - beginNanos + endNanos - askedNanos) / 1e9 + ROUNDING_SECONDS);
      // the request that waited has not lasted longer for that
      soft.assertThat(added(before, after, DURATION + "_sum", "http_route", route))
          .as(server)
          .isLessThanOrEqualTo(
              (endNanos - beginNanos + endNanos - releasedNanos) / 1e9 + ROUNDING_SECONDS);
    }
  }

  /** The sum of a server's pools, whose names begin like this. */
  private static double ofPool(Exposition metrics, String sample, String pool) {
    return metrics.all(sample).stream()
        .filter(one -> one.labels().getOrDefault(NAME, "").startsWith(pool))
        .mapToDouble(Exposition.Sample::value)
        .sum();
  }

  private static double added(
      Exposition before, Exposition after, String sample, String label, String value) {
    return after.sum(sample, label, value) - before.sum(sample, label, value);
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  /** Sends a request with a body of one byte, or all of it but that. */
  private static void ask(Socket socket, String path, String body) throws IOException {
    String request =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nConnection: close\r\n\r\n"
            + body;
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A scrape that shows what is expected, or the last one. */
  private static Exposition settled(String sonde, Predicate<Exposition> expected) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Exposition metrics = Exposition.fresh(sonde);
      if (expected.test(metrics) || System.nanoTime() > deadline) {
        return metrics;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
