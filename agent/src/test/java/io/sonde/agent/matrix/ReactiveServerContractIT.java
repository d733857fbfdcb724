package io.sonde.agent.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.host.reactive.ReactiveProgram;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What reactor-netty's server must show, and Spring WebFlux on it, as the client counted. */
class ReactiveServerContractIT {

  private static final String DURATION = "http_server_request_duration_seconds";
  private static final String COUNT = DURATION + "_count";
  private static final String ACTIVE = "http_server_active_requests";
  private static final String PARTS = "http_server_request_part_seconds_total";
  private static final String SESSIONS = "websocket_server_active_sessions";
  private static final String MESSAGES = "websocket_server_messages_total";
  private static final String ABORTED = "reactor.netty.channel.AbortedException";

  private static final String TALK = "/shop/talk/{id}";

  private static final int ROUNDS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long POLL_NANOS = 50_000_000;

  private static final List<String> DELAYED =
      List.of("/shop/orders/later/{id}", "/shop/orders/events/{id}");

  /** Bytes that probes allocate for a request, by server and path. */
  private static final Map<String, Integer> ALLOCATED =
      // what knows the request until its end, and an entry for what has it; a pattern adds nothing
      Map.of(".*-oldest/.*", 168, ".*-newest/.*", 216);

  @TempDir private Path folder;

  static Stream<Arguments> matrix() {
    return Libraries.matrix();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  @SideBySide
  void servers_meters_equalTheClientsOwnTruth(Jdk jdk, Age age) throws Exception {
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .sonde()
            .jvm(ProbeAllocations.option(folder))
            .classPath(Libraries.classPath("webflux", age))
            .run(ReactiveProgram.class)) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("ready"));
      Truth truth = new Truth(jvm);
      for (int round = 0; round < ROUNDS; round++) {
        truth.plain();
        truth.http2();
        truth.spring();
      }
      truth.raw(sonde);
      SoftAssertions soft = new SoftAssertions();
      truth.sockets(soft, sonde, age);
      settled(sonde, total(truth.outcomes));
      // parts are brought up to date once a second
      Exposition metrics =
          await(sonde, now -> DELAYED.stream().allMatch(route -> arePartsWhole(now, route)));
      soft.assertThat(counts(metrics)).isEqualTo(truth.outcomes);
      soft.assertThat(truth.surprises).as("%s", jvm).isEmpty();
      soft.assertThat(metrics.all(ACTIVE)).isNotEmpty().allMatch(active -> active.value() == 0);
      assertTimes(soft, metrics);
      // those of the server itself: one of a round, and handshakes of sessions
      soft.assertThat(metrics.sum("http_client_request_duration_seconds_count"))
          .isEqualTo(ROUNDS + Truth.relays(age));
      for (String technology : List.of("reactornetty", "websocket")) {
        soft.assertThat(metrics.value("sonde_instrumented_classes", "technology", technology))
            .as(technology)
            .isEqualTo(3);
      }
      soft.assertThat(metrics.all("sonde_suppressed_errors_total")).isNotEmpty();
      soft.assertThat(metrics.sum("sonde_suppressed_errors_total")).as("%s", jvm).isZero();
      soft.assertThat(metrics.sum("sonde_overflow_total")).isZero();
      new GoldenScrape()
          .assertSame(soft, "servers-reactive-" + age, sonde, DURATION, ACTIVE, "websocket_server");
      truth.allocations(soft, age);
      soft.assertThat(truth.surprises).isEmpty();
      soft.assertAll();
    }
  }

  @Test
  void servers_disabled_areAsTheirJarsHaveThem() throws Exception {
    try (ForkedJvm jvm =
        ForkedJvm.on(Jdk.all().get(0))
            .sonde("disable=reactornetty+websocket")
            .jvm(
                ChangedClasses.option(
                    folder,
                    "reactor.netty.Connection",
                    "reactor.netty.http.server.",
                    "io.netty.handler.codec.http.websocketx.",
                    "org.springframework.web.reactive."))
            .classPath(Libraries.classPath("webflux", Age.NEWEST))
            .run(ReactiveProgram.class)) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("ready"));
      Truth truth = new Truth(jvm);
      truth.plain();
      truth.spring();
      truth.relayed();
      assertThat(truth.surprises).isEmpty();
      assertThat(jvm.after(ChangedClasses.WORD)).isEmpty();
      Exposition metrics = Exposition.fresh(sonde);
      assertThat(metrics.all(COUNT)).isEmpty();
      assertThat(metrics.all(SESSIONS)).isEmpty();
    }
  }

  /** What the program delays is in the times, and the parts of requests add up to them. */
  private static void assertTimes(SoftAssertions soft, Exposition metrics) {
    double later = seconds(ReactiveProgram.LATER);
    for (String route : DELAYED) {
      int delays = route.contains("events") ? 3 : 1;
      soft.assertThat(metrics.sum(DURATION + "_sum", "http_route", route))
          .as(route)
          .isGreaterThanOrEqualTo(ROUNDS * delays * later);
      soft.assertThat(arePartsWhole(metrics, route)).as(route).isTrue();
    }
  }

  private static boolean arePartsWhole(Exposition metrics, String route) {
    double whole = metrics.sum(DURATION + "_sum", "http_route", route);
    return Math.abs(metrics.sum(PARTS, "http_route", route) - whole) < whole / 100;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static long total(Map<String, Long> outcomes) {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** A scrape that has all that was asked: a request ends after its answer has come. */
  private static Exposition settled(String sonde, long requests) {
    return await(sonde, metrics -> metrics.sum(COUNT) >= requests);
  }

  private static Exposition await(String sonde, Predicate<Exposition> wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Exposition metrics = Exposition.fresh(sonde);
      if (wanted.test(metrics) || System.nanoTime() > deadline) {
        return metrics;
      }
      LockSupport.parkNanos(POLL_NANOS);
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

    private final HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpClient client2 =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    private final ForkedJvm jvm;

    Truth(ForkedJvm jvm) {
      this.jvm = jvm;
    }

    private int port(String server) {
      return Integer.parseInt(jvm.after("port " + server + " ").get(0));
    }

    void plain() throws Exception {
      int port = port("plain");
      ask(client, "GET", port, "/ok", "/*", 200, "");
      ask(client, "POST", port, "/ok", "/*", 200, "");
      ask(client, "HEAD", port, "/ok", "/*", 200, "");
      ask(client, "BREW", port, "/ok", "/*", 200, "");
      ask(client, "POST", port, "/echo", "/*", 200, "");
      ask(client, "GET", port, "/nothing", "/*", 200, "");
      ask(client, "GET", port, "/missing", "/*", 404, "");
      ask(client, "GET", port, "/error", "/*", 503, "503");
      ask(client, "GET", port, "/later", "/*", 200, "");
      ask(client, "GET", port, "/deferred", "/*", 200, "");
      ask(client, "GET", port, "/chunks", "/*", 200, "");
      ask(client, "GET", port, "/fail", "/*", 500, IllegalArgumentException.class.getName());
      lost("/throw", "", ABORTED);
      lost("/break", "200", IllegalStateException.class.getName());
      // the server asks itself
      ask(client, "GET", port, "/call", "/*", 200, "");
      count("GET", "/*", "200", "");
    }

    void http2() throws Exception {
      int port = port("h2c");
      ask(client2, "GET", port, "/ok", "/*", 200, "");
      ask(client2, "POST", port, "/echo", "/*", 200, "");
      ask(client2, "GET", port, "/missing", "/*", 404, "");
      ask(client2, "GET", port, "/later", "/*", 200, "");
    }

    void spring() throws Exception {
      int port = port("mounted");
      ask(client, "GET", port, "/shop/orders", "/shop/orders", 200, "");
      ask(client, "GET", port, "/shop/orders/17?a=b", "/shop/orders/{id}", 200, "");
      ask(client, "GET", port, "/shop/orders/18", "/shop/orders/{id}", 200, "");
      ask(client, "GET", port, "/shop/orders/accepted/1", "/shop/orders/accepted/{id}", 202, "");
      ask(client, "GET", port, "/shop/orders/fail/1", "/shop/orders/fail/{id}", 500, "500");
      ask(client, "GET", port, "/shop/orders/later/1", "/shop/orders/later/{id}", 200, "");
      ask(client, "GET", port, "/shop/orders/events/1", "/shop/orders/events/{id}", 200, "");
      ask(client, "GET", port, "/shop/functions/1", "/shop/functions/{id}", 200, "");
      // no handler, no pattern
      ask(client, "POST", port, "/shop/orders", "/*", 405, "");
      ask(client, "GET", port, "/shop/unknown", "/*", 404, "");
      ask(client, "GET", port, "/elsewhere", "/*", 404, "");
      // the path before the application is what the client says, not where it is mounted
      int root = port("spring");
      ask(client, "GET", root, "/orders/19", "/orders/{id}", 200, "", "X-Forwarded-Prefix", "/x");
      ask(client, "GET", root, "/functions/2", "/functions/{id}", 200, "");
    }

    /** Sessions, frames as they come and whole messages, by the usual client and by its own. */
    void sockets(SoftAssertions soft, String sonde, Age age) throws Exception {
      StreamTruth plain = new StreamTruth(soft, sonde, port("plain"), "", outcomes);
      plain.sockets("/*", "/socket");
      // its handshake is ended by another thread than its handler's
      plain.socket("/*", "/socket/later");
      StreamTruth spring = new StreamTruth(soft, sonde, port("mounted"), "/shop", outcomes);
      spring.sockets(TALK, "/talk/4711");
      spring.socket(TALK, "/talk/later");
      Exposition before = Exposition.fresh(sonde);
      relayed();
      if (age == Age.NEWEST) {
        relayedByHttp2();
      }
      Exposition after = await(sonde, now -> now.sum(SESSIONS) == 0);
      soft.assertThat(after.all(SESSIONS)).hasSize(2);
      soft.assertThat(after.sum(SESSIONS)).isZero();
      // one that came and one that went out of each, of the server alone
      soft.assertThat(after.sum(MESSAGES) - before.sum(MESSAGES))
          .as("relayed")
          .isEqualTo(2 * relays(age));
    }

    /** The oldest version has no WebSockets over HTTP/2. */
    static int relays(Age age) {
      return age == Age.NEWEST ? 2 : 1;
    }

    private void relayedByHttp2() throws Exception {
      ask(client, "GET", port("h2c"), "/relay/h2c", "/*", 200, "");
      count("CONNECT", "/*", "200", "");
    }

    /** The server talks to itself, compressed. */
    void relayed() throws Exception {
      ask(client, "GET", port("plain"), "/relay", "/*", 200, "");
      count("GET", "/*", "101", "");
    }

    /** What probes allocate for a request without a pattern and with each kind of it, a message. */
    void allocations(SoftAssertions soft, Age age) throws Exception {
      ProbeAllocations probes = new ProbeAllocations(jvm);
      allocates(soft, probes, age, "plain", "/ok");
      allocates(soft, probes, age, "mounted", "/shop/orders/17");
      allocates(soft, probes, age, "mounted", "/shop/functions/1");
      new StreamTruth(soft, "", port("plain"), "", outcomes)
          .messagesAllocateNothing(probes, "/socket");
      new StreamTruth(soft, "", port("mounted"), "/shop", outcomes)
          .messagesAllocateNothing(probes, "/talk/4711");
    }

    private void allocates(
        SoftAssertions soft, ProbeAllocations probes, Age age, String server, String path)
        throws Exception {
      int port = port(server);
      probes.assertAllowed(
          soft,
          ALLOCATED,
          new ProbeAllocations.Call(
              server + "-" + age + path, () -> ask(client, "GET", port, path, "", 200, "")));
    }

    /** What the usual client cannot do. */
    void raw(String sonde) throws Exception {
      pipelined();
      leave(sonde, "/never", "");
      leave(sonde, "/half", "200");
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + port("plain") + "/socket"),
                  new WebSocket.Listener() {})
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      count("GET", "/*", "101", "");
      // over while the socket is open
      if (settled(sonde, total(outcomes)).sum(COUNT) < total(outcomes)) {
        surprises.add("the handshake is not over");
      }
      socket.abort();
    }

    private void pipelined() throws IOException {
      try (Socket socket = connect()) {
        String request = "GET /ok HTTP/1.1\r\nHost: localhost\r\n\r\n";
        send(socket, request.repeat(ROUNDS));
        for (int i = 0; i < ROUNDS; i++) {
          readUntil(socket, "\r\n\r\nok");
          count("GET", "/*", "200", "");
        }
      }
    }

    /** Closes the connection when the server has come as far as it will. */
    private void leave(String sonde, String path, String status) throws IOException {
      settled(sonde, total(outcomes));
      int waiting = times("waiting");
      int gone = times("gone");
      try (Socket socket = connect()) {
        send(socket, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        if (!status.isEmpty()) {
          readUntil(socket, "half");
        }
        await(sonde, metrics -> times("waiting") > waiting);
        Exposition metrics = await(sonde, now -> now.sum(ACTIVE) == 1);
        if (metrics.sum(ACTIVE) != 1) {
          surprises.add(path + " is active " + metrics.sum(ACTIVE) + " times");
        }
      }
      await(sonde, metrics -> times("gone") > gone);
      count("GET", "/*", status, ABORTED);
    }

    private int times(String word) {
      return (int) jvm.stdout().lines().filter(word::equals).count();
    }

    private Socket connect() throws IOException {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port("plain"));
      socket.setSoTimeout((int) PATIENCE.toMillis());
      return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
    }

    private static void readUntil(Socket socket, String end) throws IOException {
      InputStream in = socket.getInputStream();
      StringBuilder read = new StringBuilder();
      while (read.indexOf(end) < 0) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("ended with " + read);
        }
        read.append((char) next);
      }
    }

    /** The server closes the connection; the usual client would perhaps ask again. */
    private void lost(String path, String status, String error) throws IOException {
      try (Socket socket = connect()) {
        send(socket, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (!answer.startsWith(status.isEmpty() ? "" : "HTTP/1.1 " + status)
            || answer.isEmpty() != status.isEmpty()) {
          surprises.add(path + ": " + answer);
        }
        count("GET", "/*", status, error);
      }
    }

    private void ask(
        HttpClient by,
        String method,
        int port,
        String path,
        String route,
        int status,
        String error,
        String... headers)
        throws IOException, InterruptedException {
      HttpResponse<String> answer = send(by, method, port, path, headers);
      if (answer.statusCode() != status || answer.version() != by.version()) {
        surprises.add(
            method + " " + path + ": " + answer + " " + answer.version() + " " + answer.body());
      }
      count(method.equals("BREW") ? "_OTHER" : method, route, Integer.toString(status), error);
    }

    private static HttpResponse<String> send(
        HttpClient by, String method, int port, String path, String... headers)
        throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .method(
                  method,
                  method.equals("POST")
                      ? HttpRequest.BodyPublishers.ofString("body")
                      : HttpRequest.BodyPublishers.noBody())
              .timeout(PATIENCE);
      for (int i = 0; i < headers.length; i += 2) {
        request.header(headers[i], headers[i + 1]);
      }
      return by.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void count(String method, String route, String status, String error) {
      outcomes.merge(String.join(" ", method, route, status, error), 1L, Long::sum);
    }
  }
}
