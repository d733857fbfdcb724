package io.sonde.testapp.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sonde.testapp.load.LoadGenerator;
import io.sonde.testapp.load.LoadPlan;
import io.sonde.testapp.load.LoadReport;
import io.sonde.testapp.load.Mix;
import io.sonde.testapp.shop.store.Database;
import io.sonde.testapp.shop.store.DatabaseConfig;
import io.sonde.testapp.shop.truth.ExecutorTally;
import io.sonde.testapp.shop.truth.Tally;
import io.sonde.testapp.shop.truth.Truth;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ShopTest {

  private static final String ORDER =
      "{\"customerId\":3,\"items\":[{\"productId\":5,\"quantity\":2},{\"productId\":6,\"quantity\":1}]}";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ObjectMapper json = new ObjectMapper();
  private Shop shop;

  ShopTest() throws Exception {
    shop = Shop.start(config(0));
  }

  private static ShopConfig config(int paymentFailEvery) {
    ShopConfig quiet = ShopConfig.quiet();
    return new ShopConfig(
        quiet.port(),
        quiet.database(),
        quiet.poolSize(),
        null,
        paymentFailEvery,
        quiet.workers(),
        quiet.queueCapacity(),
        quiet.cronMillis(),
        true);
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  @Test
  void routes_calledOnce_answerAsDocumented() throws Exception {
    assertAnswer("/health", 200, "{\"payment\":\"CLOSED\",\"status\":\"up\"}");
    assertThat(get("/products/7", 200).get("id").asInt()).isEqualTo(7);
    assertAnswer("/products/1001", 404, "{\"error\":\"not found\"}");
    assertThat(get("/products/x", 400).get("error").asText()).startsWith("the path must be");
    assertThat(get("/products?after=980", 200)).hasSize(20);
    assertThat(get("/orders/200", 200).get("items")).hasSize(3);
    assertThat(get("/orders", 200).get(0).get("id").asInt()).isEqualTo(200);
    assertThat(get("/customers/500", 200).get("email").asText())
        .isEqualTo("customer500@example.org");
    assertThat(get("/reports/sales", 200)).hasSize(20);
    assertAnswer("/delay/5", 200, "{\"delayMillis\":5}");
    assertAnswer("/delay/-1", 200, "{\"delayMillis\":0}");
    assertAnswer("/status/503", 503, "{\"status\":503}");
    assertThat(status("/fail")).isEqualTo(500);
    assertThat(status("/nowhere")).isEqualTo(404);
    assertThat(status("/live")).isEqualTo(426);
  }

  @Test
  void careless_calledOnce_answerAsDocumented() throws Exception {
    assertThat(get("/bad/nplus1", 200)).hasSize(20);
    assertThat(get("/bad/slow-query", 200).get("reviews").asInt()).isPositive();
    assertThat(get("/bad/slow-query?ms=1", 200).get("reviews").asInt()).isEqualTo(1);
    assertThat(get("/bad/hand-off?ms=1", 200).get("reviews").asInt()).isEqualTo(1);
    assertThat(get("/bad/select-star", 200)).hasSize(50);
    assertAnswer("/bad/held-connection?ms=1", 200, "{\"risk\":\"low\"}");
    assertAnswer("/bad/leaked-connection", 200, "{\"leaked\":1}");
    assertAnswer("/bad/starved-pool?ms=1", 200, "{\"heldMillis\":1}");
    assertThat(get("/bad/cpu?ms=1", 200).has("value")).isTrue();
    assertAnswer("/bad/alloc?kb=3", 200, "{\"bytes\":3072}");
    assertAnswer("/bad/lock?ms=1", 200, "{\"heldMillis\":1}");
    assertThat(get("/bad/leak?kb=1", 200).get("keptBytes").asLong()).isGreaterThanOrEqualTo(1_024);
    assertThat(get("/bad/saturated-queue", 202).has("queued")).isTrue();
    for (int call = 1; call <= 10; call++) {
      assertThat(status("/bad/errors")).isEqualTo(call % 5 == 0 ? 500 : 200);
    }
    assertThat(shop.truth().snapshot().statementFailures()).containsEntry("INSERT 23505", 2L);
  }

  @Test
  void order_created_isStoredPaidAndInvoiced() throws Exception {
    Truth.Snapshot before = shop.truth().snapshot();

    HttpResponse<String> answer = post("/orders", ORDER);

    assertThat(answer.statusCode()).isEqualTo(201);
    JsonNode order = json.readTree(answer.body());
    assertThat(order.get("status").asText()).isEqualTo("paid");
    assertThat(get("/orders/" + order.get("id").asLong(), 200)).isEqualTo(order);
    await(() -> executor("shop-worker").completed() == 1);
    Truth.Snapshot after = shop.truth().snapshot();
    assertThat(difference(before, after, Truth.Snapshot::statements))
        .isEqualTo(Map.of("SELECT", 2L, "INSERT", 1L, "BATCH INSERT", 1L, "UPDATE", 1L));
    assertThat(
            after.transactions().getOrDefault("commit", 0L)
                - before.transactions().getOrDefault("commit", 0L))
        .isEqualTo(1);
    assertThat(difference(before, after, Truth.Snapshot::connections))
        .isEqualTo(Map.of("shop-pool", 4L));
    assertThat(difference(before, after, Truth.Snapshot::httpCalls))
        .isEqualTo(Map.of("jdk-http-client POST 201", 1L));
    assertThat(after.circuitBreakers()).isEqualTo(Map.of("payment successful", 1L));
    assertThat(after.retries()).isEqualTo(Map.of("payment successful_without_retry", 1L));
  }

  @Test
  void order_invalid_isRefusedWithoutATrace() throws Exception {
    Truth.Snapshot before = shop.truth().snapshot();

    assertThat(post("/orders", "{}").statusCode()).isEqualTo(400);
    assertThat(post("/orders", "no JSON").statusCode()).isEqualTo(400);
    assertThat(post("/orders", ORDER.replace("\"quantity\":1", "\"quantity\":0")).statusCode())
        .isEqualTo(400);

    Truth.Snapshot after = shop.truth().snapshot();
    assertThat(difference(before, after, Truth.Snapshot::statements))
        .isEqualTo(Map.of("SELECT", 1L));
    assertThat(after.httpCalls()).isEmpty();
  }

  @Test
  void careless_nPlusOne_executesOneAndNStatements() throws Exception {
    Truth.Snapshot before = shop.truth().snapshot();

    get("/bad/nplus1?n=7", 200);

    Truth.Snapshot after = shop.truth().snapshot();
    assertThat(difference(before, after, Truth.Snapshot::statements))
        .isEqualTo(Map.of("SELECT", 8L));
    assertThat(difference(before, after, Truth.Snapshot::connections))
        .isEqualTo(Map.of("shop-pool", 1L));
  }

  @Test
  void product_readTwice_isCached() throws Exception {
    get("/products/9", 200);
    get("/products/9", 200);

    assertThat(shop.truth().snapshot().caches())
        .isEqualTo(Map.of("products miss", 1L, "products hit", 1L));
  }

  @Test
  void payment_everySecondFails_isRetriedAndCountedLikeTheServiceCounts() throws Exception {
    shop.close();
    shop = Shop.start(config(2));
    for (int i = 0; i < 6; i++) {
      assertThat(post("/orders", ORDER).statusCode()).isEqualTo(201);
    }

    // Payments 2, 4, 6, 8, 10 fail: order 1 succeeds at once, the five others at their second
    // attempt.
    Truth.Snapshot truth = shop.truth().snapshot();
    assertThat(counts(truth.httpCalls()))
        .isEqualTo(Map.of("jdk-http-client POST 201", 6L, "jdk-http-client POST 503", 5L));
    assertThat(truth.retries())
        .isEqualTo(
            Map.of("payment successful_without_retry", 1L, "payment successful_with_retry", 5L));
    assertThat(truth.circuitBreakers())
        .isEqualTo(Map.of("payment successful", 6L, "payment failed", 5L));
    JsonNode stats = json.readTree(send(request(shop.paymentUrl(), "/stats")).body());
    assertThat(stats.get("POST /payments 201").asInt()).isEqualTo(6);
    assertThat(stats.get("POST /payments 503").asInt()).isEqualTo(5);
  }

  @Test
  void truth_underConcurrentLoad_equalsTheGeneratorsCounts() throws Exception {
    LoadReport report =
        LoadGenerator.run(
            LoadPlan.steady(shop.url(), 200, Duration.ofSeconds(4), Mix.of("default")));

    assertThat(report.completed()).isEqualTo(800);
    assertThat(report.errors()).isZero();
    Map<String, Long> sent = new TreeMap<>();
    report
        .routes()
        .forEach(
            row -> sent.put(row.method() + " " + row.route() + " " + row.status(), row.count()));
    await(() -> counts(shop.truth().snapshot().requests()).equals(sent));
    assertThat(counts(shop.truth().snapshot().requests())).isEqualTo(sent);
    assertPartsAgree(sent);
  }

  /** Holds the counters of the inner parts against the number of requests that use them. */
  private void assertPartsAgree(Map<String, Long> sent) throws Exception {
    long orders = sent.getOrDefault("POST /orders 201", 0L);
    Truth.Snapshot truth = shop.truth().snapshot();
    assertThat(counts(truth.httpCalls()))
        .isEqualTo(
            Map.of(
                "jdk-http-client POST 201",
                orders,
                "http-url-connection GET 200",
                sent.getOrDefault("GET /bad/held-connection 200", 0L)));
    assertThat(counts(truth.statements()))
        .containsEntry("INSERT", orders + sent.getOrDefault("GET /bad/errors 500", 0L))
        .containsEntry("UPDATE", orders);
    assertThat(
            truth.caches().getOrDefault("products hit", 0L)
                + truth.caches().getOrDefault("products miss", 0L))
        .isEqualTo(sent.getOrDefault("GET /products/* 200", 0L));
    long tasks = orders + sent.getOrDefault("GET /reports/sales 200", 0L);
    await(() -> executor("shop-worker").completed() == tasks);
    assertThat(executor("shop-worker").submitted()).isEqualTo(tasks);
    JsonNode stats = json.readTree(send(request(shop.paymentUrl(), "/stats")).body());
    assertThat(stats.get("POST /payments 201").asLong()).isEqualTo(orders);
  }

  @Test
  void truth_asked_touchesNoDatabase() throws Exception {
    Truth.Snapshot before = shop.truth().snapshot();

    JsonNode truth = get("/truth", 200);

    Truth.Snapshot after = shop.truth().snapshot();
    assertThat(truth.get("statements").get("CREATE").get("count").asLong()).isEqualTo(10);
    assertThat(after.statements()).isEqualTo(before.statements());
    assertThat(after.connections()).isEqualTo(before.connections());
  }

  @Test
  void transaction_fails_isRolledBackAndCounted() throws Exception {
    Truth truth = new Truth();
    try (Database database =
        Database.open(DatabaseConfig.inMemory(), "test-pool", 1, 5_000, truth)) {
      assertThatThrownBy(
              () ->
                  database.inTransaction(
                      connection -> {
                        throw new SQLException("on purpose");
                      }))
          .hasMessage("on purpose");
    }

    assertThat(truth.snapshot().transactions()).isEqualTo(Map.of("rollback", 1L));
  }

  @Test
  void saturatedQueue_flooded_rejectsAndCountsIt() throws Exception {
    int rejected = 0;
    for (int i = 0; i < 80; i++) {
      rejected += status("/bad/saturated-queue") == 503 ? 1 : 0;
    }

    ExecutorTally.Row row = executor("shop-narrow");
    assertThat(rejected).isPositive();
    assertThat(row.submitted()).isEqualTo(80);
    assertThat(row.rejected()).isEqualTo(rejected);
  }

  @Test
  void events_limited_endAfterThatMany() throws Exception {
    String stream = send(request(shop.url(), "/events?limit=2")).body();

    assertThat(stream).isEqualTo("event: hello\ndata: {}\n\nevent: heartbeat\ndata: {}\n\n");
  }

  @Test
  void live_orderCreated_isToldAndTextsAreEchoed() throws Exception {
    Inbox inbox = new Inbox();
    URI url = URI.create(shop.url().toString().replaceFirst("http", "ws") + "/live");
    WebSocket socket = http.newWebSocketBuilder().buildAsync(url, inbox).join();
    inbox.awaitText("\"hello\"");
    socket.sendText("ping", true).join();
    inbox.awaitText("echo ping");
    post("/orders", ORDER);
    inbox.awaitText("\"order\"");

    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  @Test
  void filters_wrongTokenOrMethod_areTurnedAway() throws Exception {
    HttpRequest.Builder orders = HttpRequest.newBuilder(shop.url().resolve("/orders"));

    assertThat(send(orders.header("Authorization", "Bearer x").build()).statusCode())
        .isEqualTo(401);
    HttpResponse<String> put =
        send(
            HttpRequest.newBuilder(shop.url().resolve("/orders"))
                .method("PUT", HttpRequest.BodyPublishers.noBody())
                .header("X-Request-Id", "mine")
                .build());
    assertThat(put.statusCode()).isEqualTo(405);
    assertThat(put.headers().firstValue("X-Request-Id")).hasValue("mine");
  }

  private ExecutorTally.Row executor(String name) {
    return shop.truth().executor(name).row();
  }

  private void assertAnswer(String path, int status, String body) throws Exception {
    assertThat(get(path, status)).isEqualTo(json.readTree(body));
  }

  private JsonNode get(String path, int status) throws Exception {
    HttpResponse<String> answer = send(request(shop.url(), path));
    assertThat(answer.statusCode()).as(path).isEqualTo(status);
    return json.readTree(answer.body());
  }

  private int status(String path) throws Exception {
    return send(request(shop.url(), path)).statusCode();
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(shop.url().resolve(path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }

  private static HttpRequest request(URI base, String path) {
    return HttpRequest.newBuilder(base.resolve(path)).build();
  }

  private static Map<String, Long> counts(Map<String, Tally.Row> rows) {
    Map<String, Long> counts = new TreeMap<>();
    rows.forEach((key, row) -> counts.put(key, row.count()));
    return counts;
  }

  private static Map<String, Long> difference(
      Truth.Snapshot before,
      Truth.Snapshot after,
      Function<Truth.Snapshot, Map<String, Tally.Row>> part) {
    Map<String, Long> difference = counts(part.apply(after));
    counts(part.apply(before)).forEach((key, count) -> difference.merge(key, -count, Long::sum));
    difference.values().removeIf(count -> count == 0);
    return difference;
  }

  /** Waits for what happens just after an answer has left; bounded by the time-out of the test. */
  private static void await(BooleanSupplier condition) {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean() && System.nanoTime() < endNanos) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private static final class Inbox implements WebSocket.Listener {

    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        texts.add(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }

    /** Waits for a text; others, such as heartbeats, are passed over. */
    void awaitText(String content) throws InterruptedException {
      String text;
      do {
        text = texts.poll(20, TimeUnit.SECONDS);
        assertThat(text).as("a text with " + content).isNotNull();
      } while (text != null && !text.contains(content));
    }
  }
}
