package io.sonde.testapp.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LoadGeneratorTest {

  private static final long STALL_NANOS = 500_000_000;

  private final AtomicInteger served = new AtomicInteger();
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final HttpServer server = unstarted();

  @AfterEach
  void stop() {
    server.stop(0);
    executor.shutdownNow();
  }

  @Test
  void run_warmupAndMeasured_countsEqualTheServers() throws Exception {
    URI url =
        serve(
            executor,
            exchange -> {
              exchange.getResponseHeaders().set("Server-Timing", "app;dur=1.5");
              answer(exchange, 200, "fine");
            });
    LoadPlan plan = plan(url, 400, Duration.ofSeconds(2), 512, Duration.ofSeconds(30));

    LoadReport report = LoadGenerator.run(plan);

    assertThat(served).hasValue(1_000);
    assertThat(report.planned()).isEqualTo(1_000);
    assertThat(report.completed()).isEqualTo(1_000);
    assertThat(report.errors()).isZero();
    assertThat(report.shed()).isZero();
    assertThat(report.warmup()).singleElement().satisfies(row -> assertRow(row, 200, "", 200));
    assertThat(report.routes()).singleElement().satisfies(row -> assertRow(row, 200, "", 800));
    assertThat(report.routes().get(0).serverSecondsSum()).isEqualTo(800 * 0.0015, within(1e-9));
    assertThat(report.routes().get(0).server().p50()).isEqualTo(0.0015, within(1e-5));
  }

  @Test
  void run_serverStalls_latencyCountsWhatServiceTimeOmits() throws Exception {
    ExecutorService oneThread = Executors.newSingleThreadExecutor();
    try {
      URI url =
          serve(
              oneThread,
              exchange -> {
                if (served.get() == 20) {
                  stall();
                }
                answer(exchange, 200, "fine");
              });

      // Two places in flight: during the stall nothing more can be sent, as with closed clients.
      LoadReport report =
          LoadGenerator.run(plan(url, 100, Duration.ofSeconds(1), 2, Duration.ofSeconds(30)));

      LoadReport.Row row = report.routes().get(0);
      assertThat(report.completed()).isEqualTo(125);
      assertThat(served).hasValue(125);
      // 49 requests fall due in the stall, 10 ms apart; one of them can be sent, the last four are
      // nearly in time.
      assertThat(report.late()).isGreaterThanOrEqualTo(40);
      assertThat(report.maxSendLagSeconds()).isGreaterThan(0.4);
      assertThat(row.latencySecondsSum() - row.serviceSecondsSum()).isGreaterThan(5);
      assertThat(row.latency().p90()).isGreaterThan(row.service().p90());
    } finally {
      oneThread.shutdownNow();
    }
  }

  @Test
  void run_serverTimingOfAnotherForm_isNoErrorAndSaysNothing() throws Exception {
    URI url =
        serve(
            executor,
            exchange -> {
              exchange.getResponseHeaders().set("Server-Timing", "app;dur=1.5, db;dur=NaN");
              answer(exchange, 200, "fine");
            });

    LoadReport report =
        LoadGenerator.run(plan(url, 100, Duration.ofMillis(200), 8, Duration.ofSeconds(30)));

    assertThat(report.errors()).isZero();
    assertThat(report.routes().get(0).serverSecondsSum()).isZero();
  }

  @Test
  void run_serverHangs_unsentRequestsAreCountedAsShed() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    URI url =
        serve(
            executor,
            exchange -> {
              try {
                hang.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });

    LoadReport report =
        LoadGenerator.run(plan(url, 100, Duration.ofMillis(300), 2, Duration.ofMillis(200)));
    hang.countDown();

    assertThat(report.shed()).isPositive();
    assertThat(report.completed() + report.shed()).isEqualTo(report.planned());
    assertThat(report.errors()).isEqualTo(report.completed()).isPositive();
    assertThat(report.routes())
        .allSatisfy(row -> assertThat(row.error()).isEqualTo("SocketTimeoutException"));
  }

  @Test
  void run_nobodyListens_everyRequestIsAnError() throws Exception {
    URI url = serve(executor, exchange -> answer(exchange, 200, ""));
    server.stop(0);

    LoadReport report =
        LoadGenerator.run(LoadPlan.steady(url, 100, Duration.ofMillis(200), Mix.of("single:/")));

    assertThat(report.routes())
        .singleElement()
        .satisfies(row -> assertRow(row, 0, "ConnectException", 20));
    assertThat(report.errors()).isEqualTo(20);
  }

  @Test
  void run_chunkedEmptyAndClosingAnswers_areReadToTheirEnd() throws Exception {
    String text = "x".repeat(50_000);
    AtomicInteger turns = new AtomicInteger();
    URI url =
        serve(
            executor,
            exchange -> {
              // Several workers serve at once: each takes its own turn.
              switch (turns.incrementAndGet() % 4) {
                case 0 -> chunked(exchange, text);
                case 1 -> exchange.sendResponseHeaders(204, -1);
                case 2 -> {
                  exchange.getResponseHeaders().set("Connection", "close");
                  answer(exchange, 200, text);
                }
                default -> answer(exchange, 500, "");
              }
            });

    LoadReport report =
        LoadGenerator.run(LoadPlan.steady(url, 200, Duration.ofSeconds(1), Mix.of("single:/")));

    assertThat(report.routes()).hasSize(3);
    assertRow(report.routes().get(0), 200, "", 100);
    assertRow(report.routes().get(1), 204, "", 50);
    assertRow(report.routes().get(2), 500, "", 50);
    assertThat(served).hasValue(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://192.0.2.1:8080",
        "http://[2001:db8::1]/",
        "https://127.0.0.1",
        "127.0.0.1"
      })
  void run_targetElsewhere_isRefused(String url) {
    LoadPlan plan = LoadPlan.steady(URI.create(url), 1, Duration.ofSeconds(1), Mix.of("single:/"));

    assertThatThrownBy(() -> LoadGenerator.run(plan))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(url);
  }

  /** A quarter of the duration is added in front as warm-up. */
  private static LoadPlan plan(
      URI url, double rate, Duration duration, int maxInFlight, Duration timeout) {
    return new LoadPlan(
        url,
        Scenario.STEADY,
        rate,
        duration,
        duration.dividedBy(4),
        Mix.of("single:/"),
        1,
        maxInFlight,
        timeout);
  }

  private static void assertRow(LoadReport.Row row, int status, String error, long count) {
    assertThat(row.method()).isEqualTo("GET");
    assertThat(row.route()).isEqualTo("/");
    assertThat(row.status()).isEqualTo(status);
    assertThat(row.error()).isEqualTo(error);
    assertThat(row.count()).isEqualTo(count);
    assertThat(row.errors()).isEqualTo(error.isEmpty() ? 0 : count);
    assertThat(row.latencySecondsSum()).isGreaterThanOrEqualTo(row.serviceSecondsSum());
  }

  private static HttpServer unstarted() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private URI serve(ExecutorService threads, Handler handler) {
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            served.incrementAndGet();
            handler.handle(exchange);
          }
        });
    server.setExecutor(threads);
    server.start();
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static void stall() {
    long endNanos = System.nanoTime() + STALL_NANOS;
    for (long left = STALL_NANOS; left > 0; left = endNanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void chunked(HttpExchange exchange, String text) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }
}
