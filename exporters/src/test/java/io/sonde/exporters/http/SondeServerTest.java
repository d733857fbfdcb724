package io.sonde.exporters.http;

import static io.sonde.exporters.http.TestServer.body;
import static io.sonde.exporters.http.TestServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class SondeServerTest {
  private static final String TOKEN = "0123456789abcdef-token";

  private final AtomicInteger calls = new AtomicInteger();

  private List<Route> routes() {
    Handler count =
        (request, response) -> {
          calls.incrementAndGet();
          response.contentType("text/plain").send("hello " + request.parameter("name"));
        };
    return List.of(
        Route.get("/open", Access.OPEN, count),
        Route.get("/read", Access.READ, count),
        Route.post("/control", Access.CONTROL, count),
        Route.post(
            "/echo",
            Access.READ,
            (request, response) -> response.send(Integer.toString(request.body().length))),
        Route.get(
            "/fails",
            Access.OPEN,
            (request, response) -> {
              throw new IllegalStateException("secret detail");
            }));
  }

  // routes and methods

  @Test
  void route_matchedExactly_answersWithSecurityHeaders() throws IOException {
    try (TestServer server = TestServer.start(routes())) {
      String response = server.request("GET", "/open?name=a%20b&x");
      assertThat(status(response)).isEqualTo(200);
      assertThat(body(response)).isEqualTo("hello a b");
      assertSecurityHeaders(response);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/openXYZ", "/open/", "/open/x", "/OPEN", "/open%00", "/%6Fpenx", "/../open"})
  void route_notMatchedExactly_is404AndRunsNothing(String path) throws IOException {
    try (TestServer server = TestServer.start(routes())) {
      String response = server.request("GET", path);
      assertThat(status(response)).isEqualTo(404);
      assertSecurityHeaders(response);
      assertThat(calls).hasValue(0);
    }
  }

  @Test
  void route_withoutAPath_isRefusedByTheTransport() throws IOException {
    try (TestServer server = TestServer.start(routes())) {
      assertThat(status(server.request("GET", "//open"))).isEqualTo(404);
      assertThat(status(server.request("OPTIONS", "*"))).isEqualTo(404);
      assertThat(calls).hasValue(0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/open",
    "PUT,/open",
    "DELETE,/read",
    "OPTIONS,/read",
    "TRACE,/open",
    "GET,/control"
  })
  void method_notOfTheRoute_is405(String method, String path) throws IOException {
    try (TestServer server = TestServer.start(routes())) {
      String response = server.request(method, path);
      assertThat(status(response)).isEqualTo(405);
      assertThat(response).contains(path.equals("/control") ? "Allow: POST" : "Allow: GET, HEAD");
      assertThat(response).doesNotContain("Access-Control");
      assertThat(calls).hasValue(0);
    }
  }

  @Test
  void head_ofAGetRoute_hasLengthAndNoBody() throws IOException {
    try (TestServer server = TestServer.start(routes())) {
      String response = server.request("HEAD", "/open?name=x");
      assertThat(status(response)).isEqualTo(200);
      assertThat(response.toLowerCase(java.util.Locale.ROOT)).contains("content-length: 7");
      assertThat(body(response)).isEmpty();
    }
  }

  @Test
  void handler_thatThrows_is500WithoutDetail() throws IOException {
    try (TestServer server = TestServer.start(routes())) {
      String response = server.request("GET", "/fails");
      assertThat(status(response)).isEqualTo(500);
      assertThat(response).doesNotContain("secret detail");
      assertSecurityHeaders(response);
    }
  }

  // hosts

  @ParameterizedTest
  @CsvSource({
    "localhost,200",
    "localhost:9495,200",
    "LOCALHOST:1,200",
    "127.0.0.1,200",
    "127.0.0.1:80,200",
    "[::1],200",
    "[::1]:9495,200",
    "sonde.internal:9495,200",
    "evil.example,421",
    "evil.example:9495,421",
    "localhost.evil.example,421",
    "localhost@evil.example,421",
    "127.0.0.1.evil.example,421",
    "127.0.0.2,421",
    "10.0.0.1,421",
    "0.0.0.0,421",
    "[::2],421",
    "localhost:abc,421",
    "localhost:123456,421",
    "'',421",
    "2130706433,421"
  })
  void host_ofTheMatrix_isAllowedOrNot(String host, int expected) throws IOException {
    try (TestServer server =
        TestServer.start(routes(), options -> options.withAllowedHosts(Set.of("Sonde.internal")))) {
      String response =
          server.raw("GET /open HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
      assertThat(status(response)).isEqualTo(expected);
      assertThat(calls).hasValue(expected == 200 ? 1 : 0);
    }
  }

  @Test
  void host_absent_isRefusedUnlessHttp10() throws IOException {
    try (TestServer server = TestServer.start(routes())) {
      assertThat(status(server.raw("GET /open HTTP/1.1\r\nConnection: close\r\n\r\n")))
          .isEqualTo(400);
      assertThat(status(server.raw("GET /open HTTP/1.0\r\n\r\n"))).isEqualTo(200);
    }
  }

  @Test
  void host_twiceOrForeignInTheTarget_isRefused() throws IOException {
    try (TestServer server = TestServer.start(routes())) {
      String twice = "Host: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
      assertThat(status(server.raw("GET /open HTTP/1.1\r\n" + twice))).isEqualTo(400);
      assertThat(status(server.request("GET", "http://evil.example/open"))).isEqualTo(421);
      assertThat(calls).hasValue(0);
    }
  }

  // sites and tokens

  @ParameterizedTest
  @CsvSource({
    "Sec-Fetch-Site: same-origin,200", "Sec-Fetch-Site: none,200", "Sec-Fetch-Site: cross-site,403",
    "Sec-Fetch-Site: same-site,403", "Origin: null,403", "Origin: http://evil.example,403",
    "Origin: http://localhost:1,403", "Origin: file://,403"
  })
  void site_ofTheBrowser_decidesReading(String header, int expected) throws IOException {
    try (TestServer server = TestServer.start(routes())) {
      assertThat(status(server.request("GET", "/read", header))).isEqualTo(expected);
      assertThat(status(server.request("GET", "/open", header))).isEqualTo(200);
      String own = "Origin: http://localhost:" + server.port();
      assertThat(status(server.request("GET", "/read", own))).isEqualTo(200);
    }
  }

  @Test
  void control_needsTokenJsonAndSameSite() throws IOException {
    try (TestServer server =
        TestServer.start(routes(), options -> options.withToken(AccessToken.of(TOKEN)))) {
      String json = "Content-Type: application/json; charset=utf-8";
      String token = "X-Sonde-Token: " + TOKEN;
      assertThat(status(server.request("POST", "/control", json))).isEqualTo(401);
      assertThat(status(server.request("POST", "/control", json, token + "x"))).isEqualTo(401);
      assertThat(status(server.request("POST", "/control", token))).isEqualTo(415);
      assertThat(status(server.request("POST", "/control", token, "Content-Type: text/plain")))
          .isEqualTo(415);
      assertThat(status(server.request("POST", "/control", token, json, "Origin: http://e.x")))
          .isEqualTo(403);
      assertThat(calls).hasValue(0);
      assertThat(status(server.request("POST", "/control", token, json))).isEqualTo(200);
      String bearer = "Authorization: Bearer " + TOKEN;
      assertThat(status(server.request("POST", "/control", bearer, json))).isEqualTo(200);
      assertThat(calls).hasValue(2);
    }
  }

  @Test
  void control_switchedOffOrWithoutToken_neverAnswers() throws IOException {
    String json = "Content-Type: application/json";
    String token = "X-Sonde-Token: " + TOKEN;
    try (TestServer server =
        TestServer.start(
            routes(), options -> options.withToken(AccessToken.of(TOKEN)).withControl(false))) {
      assertThat(status(server.request("POST", "/control", json, token))).isEqualTo(403);
    }
    try (TestServer server = TestServer.start(routes())) {
      assertThat(status(server.request("POST", "/control", json, token))).isEqualTo(401);
    }
    assertThat(calls).hasValue(0);
  }

  @Test
  void reading_whenConfigured_needsTheToken() throws IOException {
    try (TestServer server =
        TestServer.start(
            routes(),
            options -> options.withToken(AccessToken.of(TOKEN)).withTokenForReads(true))) {
      assertThat(status(server.request("GET", "/read"))).isEqualTo(401);
      assertThat(status(server.request("GET", "/open"))).isEqualTo(200);
      assertThat(status(server.request("GET", "/read", "X-Sonde-Token: " + TOKEN))).isEqualTo(200);
    }
  }

  @Test
  void session_ofABrowserThatShowedTheToken_opensReadingAndControl() throws IOException {
    try (TestServer server =
        TestServer.start(
            routes(),
            options -> options.withToken(AccessToken.of(TOKEN)).withTokenForReads(true))) {
      String json = "Content-Type: application/json";
      assertThat(status(server.request("POST", "/session", json))).isEqualTo(401);
      assertThat(status(server.request("POST", "/session", "X-Sonde-Token: wrong"))).isEqualTo(401);
      String token = "X-Sonde-Token: " + TOKEN;
      assertThat(status(server.request("POST", "/session", token, "Origin: http://e.x")))
          .isEqualTo(403);
      String answer = server.request("POST", "/session", token, json);
      assertThat(status(answer)).isEqualTo(200);
      String set =
          answer.lines().filter(line -> line.startsWith("Set-cookie: ")).findFirst().orElseThrow();
      assertThat(set)
          .startsWith("Set-cookie: sonde_" + server.port() + "=")
          .endsWith("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict")
          .doesNotContain(TOKEN);
      String cookie = "Cookie: a=b; " + set.substring(set.indexOf(' ') + 1, set.indexOf(';'));
      assertThat(status(server.request("GET", "/read", cookie))).isEqualTo(200);
      assertThat(status(server.request("POST", "/control", cookie, json))).isEqualTo(200);
      assertThat(status(server.request("GET", "/read", cookie, "Sec-Fetch-Site: cross-site")))
          .isEqualTo(403);
      assertThat(status(server.request("POST", "/control", cookie, json, "Origin: http://e.x")))
          .isEqualTo(403);
      // a pass gives no pass: it ends when its time is over
      assertThat(status(server.request("POST", "/session", cookie, json))).isEqualTo(401);
      assertThat(status(server.request("GET", "/read", cookie + "0"))).isEqualTo(401);
      assertThat(status(server.request("GET", "/read", cookie.replace("=", "=9")))).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "1", "1.", ".ab", "x.ab", "9999999999999.ab", "-1.ab", "1.é"})
  void pass_thatIsNone_opensNothing(String pass) {
    assertThat(AccessPass.isValid(AccessToken.of(TOKEN), pass, 0)).isFalse();
  }

  @Test
  void pass_isWorthNothingAfter12HoursOrUnderAnotherToken() throws IOException {
    AccessToken token = AccessToken.of(TOKEN);
    String pass = AccessPass.issue(token, 1_000_000);
    long lastMillis = 1_000_000 + AccessPass.LIFE_SECONDS * 1_000 - 1;
    assertThat(AccessPass.isValid(token, pass, lastMillis)).isTrue();
    assertThat(AccessPass.isValid(token, pass, lastMillis + 1)).isFalse();
    assertThat(AccessPass.isValid(AccessToken.of(TOKEN + "2"), pass, lastMillis)).isFalse();
  }

  @Test
  void reading_beyondLoopback_needsTheToken() throws IOException {
    try (TestServer server =
        TestServer.start(
            routes(),
            options -> options.withBindAddress("0.0.0.0").withToken(AccessToken.of(TOKEN)))) {
      assertThat(status(server.request("GET", "/read"))).isEqualTo(401);
      assertThat(status(server.request("GET", "/open"))).isEqualTo(200);
      assertThat(status(server.request("GET", "/read", "X-Sonde-Token: " + TOKEN))).isEqualTo(200);
    }
  }

  @Test
  void address_beyondLoopbackWithoutToken_isLoopbackWithAWarning() {
    ServerStart start =
        SondeServer.start(
            ServerOptions.defaults(task -> new Thread(task)).withPort(0).withBindAddress("0.0.0.0"),
            routes());
    try (SondeServer server = Objects.requireNonNull(start.server())) {
      assertThat(server.address().getAddress().isLoopbackAddress()).isTrue();
      assertThat(start.warnings()).hasSize(1);
    }
  }

  // sizes

  @Test
  void body_upTo64KiB_isReadAndBeyondRefused() throws IOException {
    try (TestServer server = TestServer.start(routes())) {
      assertThat(body(post(server, 65_536))).isEqualTo("65536");
      assertThat(status(post(server, 65_537))).isEqualTo(413);
      String chunk = Integer.toHexString(70_000) + "\r\n" + "x".repeat(70_000) + "\r\n0\r\n\r\n";
      String chunked =
          "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk;
      assertThat(status(server.raw(chunked))).isEqualTo(413);
    }
  }

  private static String post(TestServer server, int length) throws IOException {
    return server.raw(
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
            + length
            + "\r\n\r\n"
            + "x".repeat(length));
  }

  @Test
  void head_tooLong_isRefused() throws IOException {
    try (TestServer server = TestServer.start(routes())) {
      assertThat(status(server.request("GET", "/open?" + "x".repeat(5_000)))).isEqualTo(414);
      assertThat(status(server.request("GET", "/open", "X: " + "x".repeat(9_000)))).isEqualTo(431);
      assertThat(calls).hasValue(0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "GET\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0016\u0003\u0001\u0002",
        "GET /open?name=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"
      })
  void garbage_leavesTheServerAlive(String garbage) throws IOException {
    try (TestServer server =
        TestServer.start(routes(), options -> options, TestServer.limits(200, 200, 400))) {
      server.raw(garbage);
      assertThat(status(server.request("GET", "/open"))).isEqualTo(200);
    }
  }

  // deadlines

  @Test
  void halfOpenRequests_sixtyFour_makeRoomForACompleteOne() throws IOException {
    // no deadline passes in this test: only making room can let the complete request through
    try (TestServer server =
        TestServer.start(
            routes(), options -> options, TestServer.limits(600_000, 600_000, 600_000))) {
      List<Socket> halfOpen = new ArrayList<>();
      for (int i = 1; i <= DeadlineExecutor.MAX_IN_FLIGHT; i++) {
        halfOpen.addAll(openHalf(server, 1));
        awaitHeads(server, i);
      }
      for (int i = 0; i < DeadlineExecutor.MAX_IN_FLIGHT; i++) {
        halfOpen.addAll(openHalf(server, 1));
        // the one that waited longest is closed for it, and the newcomer waits in its place
        assertThat(readToEnd(halfOpen.get(i))).isTrue();
        awaitHeads(server, DeadlineExecutor.MAX_IN_FLIGHT);
      }
      assertThat(status(server.request("GET", "/open"))).isEqualTo(200);
      assertThat(server.server().threadCount()).isLessThanOrEqualTo(DeadlineExecutor.MAX_IN_FLIGHT);
      close(halfOpen);
    }
  }

  @Test
  void halfOpenRequests_atTheirDeadline_areClosed() throws IOException {
    try (TestServer server =
        TestServer.start(routes(), options -> options, TestServer.limits(300, 300, 60_000))) {
      List<Socket> halfOpen = openHalf(server, 16);
      for (Socket socket : halfOpen) {
        assertThat(readToEnd(socket)).isTrue();
      }
      assertThat(status(server.request("GET", "/open"))).isEqualTo(200);
      close(halfOpen);
    }
  }

  /** Waits until so many connections wait for their request's head: none is on its way. */
  private static void awaitHeads(TestServer server, int count) {
    long untilNanos = System.nanoTime() + 60_000_000_000L;
    while (server.server().awaitedHeads() != count) {
      assertThat(System.nanoTime()).as("heads are awaited").isLessThan(untilNanos);
      Thread.onSpinWait();
    }
  }

  private static List<Socket> openHalf(TestServer server, int count) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Socket socket = server.connect();
      socket.getOutputStream().write("GET /open HTT".getBytes(StandardCharsets.US_ASCII));
      sockets.add(socket);
    }
    return sockets;
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void slowBody_isCutAtItsDeadline() throws IOException {
    try (TestServer server =
        TestServer.start(routes(), options -> options, TestServer.limits(5_000, 200, 20_000))) {
      try (Socket socket = server.connect()) {
        String head = "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        assertThat(readToEnd(socket)).isTrue();
      }
      assertThat(status(server.request("GET", "/open"))).isEqualTo(200);
    }
  }

  @Test
  void handler_overTheTotalDeadline_isInterrupted() throws IOException {
    AtomicReference<String> outcome = new AtomicReference<>("");
    CountDownLatch never = new CountDownLatch(1);
    Route slow = Route.get("/slow", Access.OPEN, (request, response) -> waitFor(never, outcome));
    try (TestServer server =
        TestServer.start(List.of(slow), options -> options, TestServer.limits(2_000, 200, 300))) {
      server.request("GET", "/slow");
      assertThat(outcome).hasValue("interrupted");
    }
  }

  @Test
  void handler_withAnExtendedDeadline_mayTakeLonger() throws IOException {
    CountDownLatch late = new CountDownLatch(1);
    Route slow =
        Route.get(
            "/slow",
            Access.OPEN,
            (request, response) -> {
              request.extendDeadline(Duration.ofSeconds(60));
              try {
                // four times the usual total, which this handler has asked to exceed
                assertThat(late.await(400, TimeUnit.MILLISECONDS)).isFalse();
                response.send("done");
              } catch (InterruptedException interrupted) {
                response.problem(500, "interrupted");
              }
            });
    try (TestServer server =
        TestServer.start(List.of(slow), options -> options, TestServer.limits(2_000, 200, 100))) {
      assertThat(body(server.request("GET", "/slow"))).isEqualTo("done");
    }
  }

  private static void waitFor(CountDownLatch latch, AtomicReference<String> outcome) {
    try {
      latch.await();
      outcome.set("released");
    } catch (InterruptedException interrupted) {
      outcome.set("interrupted");
    }
  }

  @Test
  void requests_overTheLimit_areClosedWhileThoseInFlightGoOn() throws Exception {
    CountDownLatch entered = new CountDownLatch(DeadlineExecutor.MAX_IN_FLIGHT);
    CountDownLatch release = new CountDownLatch(1);
    Route slow =
        Route.get(
            "/slow",
            Access.OPEN,
            (request, response) -> {
              entered.countDown();
              waitFor(release, new AtomicReference<>());
              response.send("done");
            });
    try (TestServer server = TestServer.start(List.of(slow))) {
      List<Socket> inFlight = new ArrayList<>();
      for (int i = 0; i < DeadlineExecutor.MAX_IN_FLIGHT; i++) {
        Socket socket = server.connect();
        String get = "GET /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(get.getBytes(StandardCharsets.US_ASCII));
        inFlight.add(socket);
      }
      entered.await();
      try (Socket refused = server.connect()) {
        refused.getOutputStream().write("GET /slow ".getBytes(StandardCharsets.US_ASCII));
        assertThat(readToEnd(refused)).isTrue();
      }
      release.countDown();
      for (Socket socket : inFlight) {
        String response =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(body(response)).isEqualTo("done");
        socket.close();
      }
    }
  }

  /** Whether the server ended the connection, in whichever way. */
  private static boolean readToEnd(Socket socket) throws IOException {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (java.net.SocketTimeoutException stillOpen) {
      return false;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  @Test
  void connection_keptAlive_servesOneRequestAfterTheOther() throws IOException {
    try (TestServer server = TestServer.start(routes())) {
      String get = "GET /open HTTP/1.1\r\nHost: localhost\r\n\r\n";
      String last = "GET /open HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      String response = server.raw(get + get + last);
      assertThat(response.split("hello null", -1)).hasSize(4);
      assertThat(calls).hasValue(3);
    }
  }

  // start and end

  @Test
  void port_taken_isReplacedByOneOfTheNext() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
      ServerOptions options =
          ServerOptions.defaults(task -> new Thread(task)).withPort(taken.getLocalPort());
      ServerStart start = SondeServer.start(options, routes());
      try (SondeServer server = Objects.requireNonNull(start.server())) {
        assertThat(server.port()).isGreaterThan(taken.getLocalPort());
        assertThat(start.warnings()).hasSize(1);
      }
      ServerStart off = SondeServer.start(options.withSpareTries(0), routes());
      assertThat(off.server()).isNull();
      assertThat(off.warnings()).singleElement().asString().startsWith("endpoint off");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"256.256.256.256.256", "203.0.113.1"})
  void address_notOfThisMachine_isOffAndThrowsNothing(String address) {
    ServerOptions options =
        ServerOptions.defaults(task -> new Thread(task))
            .withBindAddress(address)
            .withToken(AccessToken.of(TOKEN));
    ServerStart start = SondeServer.start(options, routes());
    assertThat(start.server()).isNull();
    assertThat(start.warnings()).isNotEmpty();
  }

  @Test
  void threads_areDaemonsWithOurLoaderAndEndOnClose() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    List<Thread> made = java.util.Collections.synchronizedList(new ArrayList<>());
    TestServer server = TestServer.start(routes(), options -> withThreads(options, made));
    server.request("GET", "/open");
    Set<Thread> ours = new java.util.HashSet<>(Thread.getAllStackTraces().keySet());
    ours.removeAll(before);
    ours.addAll(made);
    assertThat(ours).allMatch(Thread::isDaemon);
    assertThat(ours).extracting(Thread::getName).contains("sonde-http-dispatcher");
    assertThat(ours)
        .filteredOn(Thread::isAlive)
        .allMatch(thread -> thread.getContextClassLoader() == SondeServer.class.getClassLoader());
    assertThat(server.server().threadCount()).isPositive();
    server.close();
    for (Thread thread : ours) {
      thread.join();
    }
    assertThat(server.server().threadCount()).isZero();
  }

  private static ServerOptions withThreads(ServerOptions options, List<Thread> made) {
    return new ServerOptions(
        options.bindAddress(),
        options.port(),
        options.spareTries(),
        options.allowedHosts(),
        options.token(),
        options.tokenForReads(),
        options.control(),
        task -> {
          Thread thread = new Thread(task);
          thread.setContextClassLoader(new ClassLoader() {});
          made.add(thread);
          return thread;
        });
  }

  private static void assertSecurityHeaders(String response) {
    assertThat(response.toLowerCase(java.util.Locale.ROOT))
        .contains("content-security-policy: default-src 'none'")
        .contains("x-content-type-options: nosniff")
        .contains("referrer-policy: no-referrer")
        .contains("cache-control: no-store")
        .contains("cross-origin-resource-policy: same-origin");
  }
}
