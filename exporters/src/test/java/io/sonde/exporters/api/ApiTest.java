package io.sonde.exporters.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.sonde.exporters.history.MetricsHistory;
import io.sonde.exporters.http.TestServer;
import io.sonde.exporters.registry.RegistryOptions;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long START = 1_700_000_100_000L;

  private final SondeMeterRegistry registry = RegistryOptions.defaults().openRegistry();
  private final MetricsHistory history =
      new MetricsHistory(registry, MetricsHistory.DEFAULT_BUDGET_BYTES);
  private long now = START;
  private final KnownRequests requests = new KnownRequests();
  private List<PoolInsights.PoolUse> pools = List.of();
  private final TestServer server = TestServer.start(ApiRoutes.of(history, requests, () -> pools));

  @BeforeEach
  void begin() {
    requests.slow(
        new RequestInsights.SlowRequest(
            START,
            2,
            "GET",
            "/orders",
            200,
            null,
            "worker-1",
            null,
            List.of(new RequestInsights.Part("sql", 1.5), new RequestInsights.Part("cpu", 0.5)),
            List.of(
                new RequestInsights.Execution(
                    "SELECT item", "select * from item where id = ?", 40, 1.5)),
            0,
            0.25));
    history.include(requests);
    history.tick(now);
  }

  @AfterEach
  void end() {
    server.close();
  }

  private void record(String metric, double seconds, int count, String... tags) {
    Timer timer = Timer.builder(metric).tags(tags).register(registry);
    for (int i = 0; i < count; i++) {
      timer.record((long) (seconds * 1e9), TimeUnit.NANOSECONDS);
    }
  }

  private void gauge(String metric, double value, String... tags) {
    Gauge.builder(metric, () -> value).tags(tags).register(registry);
  }

  private void request(String route, double seconds, int count, String error) {
    record(
        "http.server.request.duration",
        seconds,
        count,
        "http_request_method",
        "GET",
        "http_route",
        route,
        "http_response_status_code",
        error.isEmpty() ? "200" : error,
        "error_type",
        error);
  }

  private void statement(double seconds, int count) {
    record(
        "db.client.operation.duration",
        seconds,
        count,
        "db_system_name",
        "h2",
        "db_namespace",
        "shop",
        "db_operation_name",
        "SELECT",
        "db_query_summary",
        "SELECT orders",
        "error_type",
        "");
  }

  private void tick() {
    now += 1_000;
    history.tick(now);
  }

  private JsonNode get(String target) throws IOException {
    String answer = server.request("GET", "/api/v1/" + target);
    assertThat(TestServer.status(answer)).as(answer).isEqualTo(200);
    return JSON.readTree(utf8(TestServer.body(answer)));
  }

  private static String utf8(String latin1) {
    return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** A minute of a busy, well-behaved process. */
  private void busyMinute() {
    gauge(
        "db.client.connection.count",
        3,
        "db_client_connection_pool_name",
        "shop-pool",
        "db_client_connection_state",
        "used");
    gauge("db.client.connection.max", 10, "db_client_connection_pool_name", "shop-pool");
    gauge(
        "db.client.connection.pending.requests", 0, "db_client_connection_pool_name", "shop-pool");
    gauge("executor.active.threads", 1, "name", "worker");
    gauge("executor.pool.max.threads", 4, "name", "worker");
    gauge("executor.queued.tasks", 0, "name", "worker");
    gauge("jvm.memory.used.bytes", 1e8, "area", "heap", "id", "Eden");
    gauge("jvm.memory.max.bytes", 1e9, "area", "heap", "id", "Eden");
    gauge("jvm.threads.states.threads", 5, "state", "runnable");
    gauge("process.cpu.usage", 0.25);
    for (int i = 0; i < 60; i++) {
      request("/orders", 0.02, 10, "");
      request("/fail", 0.01, i % 20 == 0 ? 1 : 0, "500");
      statement(0.002, 30);
      budget();
      record(
          "db.client.connection.wait.time",
          0.0001,
          30,
          "db_client_connection_pool_name",
          "shop-pool");
      record(
          "db.client.connection.use.time",
          0.003,
          30,
          "db_client_connection_pool_name",
          "shop-pool");
      record("executor.idle", 0.0002, 5, "name", "worker");
      record("executor", 0.01, 5, "name", "worker", "outcome", "success");
      record(
          "http.client.request.duration",
          0.03,
          2,
          "http_request_method",
          "GET",
          "server_address",
          "pay",
          "server_port",
          "80",
          "http_response_status_code",
          "200",
          "error_type",
          "");
      record("jvm.gc.pause", 0.001, 1, "cause", "x");
      guards();
      tick();
    }
  }

  /** Where a second's ten requests spent their 0.2 s, and the statement they execute thrice. */
  private void budget() {
    String[] orders = {"http_request_method", "GET", "http_route", "/orders"};
    String[] parts = {"sql", "0.06", "http_client", "0.04", "cpu", "0.1"};
    for (int i = 0; i < parts.length; i += 2) {
      Counter.builder("http.server.request.part")
          .tags(orders)
          .tags("part", parts[i])
          .baseUnit("seconds")
          .register(registry)
          .increment(Double.parseDouble(parts[i + 1]));
    }
    Counter.builder("http.server.request.connection.held")
        .tags(orders)
        .tags("state", "sql")
        .baseUnit("seconds")
        .register(registry)
        .increment(0.06);
    for (int i = 0; i < 10; i++) {
      requests.statement("/orders", "SELECT a FROM orders WHERE id = ?").request(3, 0.002);
      requests.outgoingCall();
    }
  }

  /** A second of a cache, a circuit breaker, a retry, a bulkhead and a rate limiter. */
  private void guards() {
    counter("cache.gets", 9, "cache", "products", "result", "hit");
    counter("cache.gets", 1, "cache", "products", "result", "miss");
    counter("cache.puts", 1, "cache", "products");
    counter("cache.evictions", 0, "cache", "products");
    record("resilience4j.circuitbreaker.calls", 0.02, 4, "name", "pay", "kind", "successful");
    record("resilience4j.circuitbreaker.calls", 0.05, 1, "name", "pay", "kind", "failed");
    counter("resilience4j.circuitbreaker.not.permitted.calls", 3, "name", "pay");
    record("resilience4j.bulkhead.wait", 0.02, 4, "name", "pay", "kind", "permitted");
    record("resilience4j.bulkhead.wait", 0.05, 1, "name", "pay", "kind", "not_permitted");
    record("resilience4j.ratelimiter.wait", 0.05, 2, "name", "pay", "kind", "permitted");
    counter("resilience4j.retry.calls", 2, "name", "pay", "kind", "successful_without_retry");
  }

  private void counter(String metric, int more, String... tags) {
    Counter.builder(metric).tags(tags).register(registry).increment(more);
  }

  @Test
  void caches_ofAMinute_showHitsMissesAndEntries() throws Exception {
    gauge("cache.size", 42, "cache", "products");
    busyMinute();
    JsonNode cache = get("caches?from=-60000&step=10000").at("/caches/0");
    assertThat(cache.get("name").asText()).isEqualTo("products");
    assertThat(cache.get("hits").asDouble()).isCloseTo(540, within(0.0));
    assertThat(cache.get("misses").asDouble()).isCloseTo(60, within(0.0));
    assertThat(cache.get("hitRatio").asDouble()).isCloseTo(0.9, within(1e-9));
    assertThat(cache.get("size").asDouble()).isCloseTo(42, within(0.0));
    assertThat(cache.at("/hitRatios/2").asDouble()).isCloseTo(0.9, within(1e-9));
  }

  @Test
  void resilience_ofAMinute_showsTheStateAndTheKindsOfCalls() throws Exception {
    gauge("resilience4j.circuitbreaker.state", 0, "name", "pay", "state", "closed");
    gauge("resilience4j.circuitbreaker.state", 0, "name", "pay", "state", "half_open");
    gauge("resilience4j.circuitbreaker.state", 1, "name", "pay", "state", "open");
    busyMinute();
    JsonNode answer = get("resilience?from=-60000&step=10000");
    JsonNode breaker = answer.at("/breakers/0");
    assertThat(breaker.get("state").asText()).isEqualTo("open");
    assertThat(breaker.get("openRatio").asDouble()).isCloseTo(1, within(0.0));
    assertThat(breaker.get("kinds")).hasSize(2);
    assertThat(breaker.at("/kinds/0/kind").asText()).isEqualTo("successful");
    assertThat(breaker.at("/kinds/0/calls").asLong()).isEqualTo(240);
    assertThat(breaker.at("/kinds/1/calls").asLong()).isEqualTo(60);
    assertThat(answer.at("/retries/0/kinds/0/calls").asDouble()).isCloseTo(120, within(0.0));
  }

  @Test
  void limits_ofAMinute_showWaitsRefusalsAndWhatIsLeft() throws Exception {
    gauge("resilience4j.bulkhead.available.concurrent.calls", 7, "name", "pay");
    gauge("resilience4j.ratelimiter.available.permissions", -1, "name", "pay");
    busyMinute();
    JsonNode answer = get("resilience?from=-60000&step=10000");
    assertThat(answer.at("/breakers/0/refused").asDouble()).isCloseTo(180, within(0.0));
    JsonNode bulkhead = answer.at("/bulkheads/0");
    assertThat(bulkhead.get("available").asDouble()).isCloseTo(7, within(0.0));
    assertThat(bulkhead.at("/kinds/0/kind").asText()).isEqualTo("permitted");
    assertThat(bulkhead.at("/kinds/0/calls").asLong()).isEqualTo(240);
    assertThat(bulkhead.at("/kinds/1/calls").asLong()).isEqualTo(60);
    JsonNode limiter = answer.at("/rateLimiters/0");
    assertThat(limiter.get("available").asDouble()).isCloseTo(-1, within(0.0));
    assertThat(limiter.at("/kinds/0/calls").asLong()).isEqualTo(120);
  }

  @Test
  void rates_beforeTheHistoryBegan_areUnknown() throws Exception {
    request("/orders", 0.02, 10, "");
    tick();
    JsonNode rates = get("overview?from=-60000&step=10000").at("/requests/rates");
    assertThat(rates.get(0).isNull()).isTrue();
    assertThat(rates.get(rates.size() - 1).asDouble()).isPositive();
  }

  @Test
  void answers_areAsTheDocumentDescribesThem() throws Exception {
    busyMinute();
    JsonNode document = get("openapi.json");
    SchemaCheck check = new SchemaCheck(document);
    int checked = 0;
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      JsonNode schema = path.getValue().at("/get/responses/200/content/application~1json/schema");
      if (schema.isMissingNode()) {
        continue;
      }
      String id = Ids.route("GET", "/orders");
      String target = path.getKey().substring("/api/v1/".length()).replace("{id}", id);
      for (String metric :
          new String[] {"http_server_request_duration_seconds", "process_cpu_usage"}) {
        if (target.equals("heatmap") && metric.startsWith("process")) {
          continue;
        }
        check.check(path.getKey(), get(target + "?metric=" + metric), schema);
        checked++;
      }
    }
    assertThat(checked).isEqualTo(29);
  }

  @Test
  void technologySwitchedOff_isNamedInEveryAnswerAboutThatTime() throws Exception {
    boolean[] isOff = new boolean[1];
    Gauge.builder("sonde.switched.off", () -> isOff[0] ? 1 : 0)
        .tag("technology", "jdbc")
        .register(registry);
    gauge("sonde.switched.off", 0, "technology", "servlet");
    for (int second = 0; second < 10; second++) {
      tick();
    }
    assertThat(get("overview?from=-10000").get("unmeasured")).isEmpty();
    isOff[0] = true;
    for (int second = 0; second < 10; second++) {
      tick();
    }
    for (String answer : List.of("overview", "sql", "routes", "findings", "about")) {
      JsonNode off = get(answer + "?from=-20000").get("unmeasured");
      assertThat(off).as(answer).hasSize(1);
      assertThat(off.at("/0/technology").asText()).isEqualTo("jdbc");
      assertThat(off.at("/0/ratio").asDouble()).isCloseTo(0.5, within(0.11));
    }
  }

  @Test
  void slowRequests_areShownWithTheirParts() throws Exception {
    JsonNode request = get("requests/slow").get("requests").get(0);
    assertThat(request.get("route").asText()).isEqualTo("/orders");
    assertThat(request.get("error").asText()).isEmpty();
    assertThat(request.at("/parts/sql").asDouble()).isEqualTo(1.5);
    assertThat(request.at("/statements/0/calls").asInt()).isEqualTo(40);
  }

  @Test
  void routes_ofAMinute_areCountedAndRankedByTime() throws Exception {
    busyMinute();
    JsonNode routes = get("routes?from=-60000&step=10000");
    assertThat(routes.get("steps").asInt()).isBetween(6, 7);
    JsonNode orders = routes.at("/routes/0");
    assertThat(orders.get("route").asText()).isEqualTo("/orders");
    assertThat(orders.get("count").asLong()).isEqualTo(600);
    assertThat(orders.get("p95Seconds").asDouble()).isBetween(0.02, 0.02 * 1.008);
    assertThat(orders.get("totalSeconds").asDouble()).isCloseTo(12, within(1e-6));
    JsonNode fail = routes.at("/routes/1");
    assertThat(fail.get("errors").asLong()).isEqualTo(3);
    assertThat(fail.get("errorRatio").asDouble()).isCloseTo(1, within(0.0));
  }

  @Test
  void routes_showWhereTheirTimeWent() throws Exception {
    busyMinute();
    JsonNode orders = get("routes?from=-60000&step=10000").at("/routes/0");
    assertThat(orders.at("/parts/sql").asDouble()).isCloseTo(3.6, within(1e-6));
    assertThat(orders.at("/parts/cpu").asDouble()).isCloseTo(6, within(1e-6));
    assertThat(orders.at("/parts/blocked").asDouble()).isCloseTo(0, within(0.0));
    assertThat(orders.at("/held/sql").asDouble()).isCloseTo(3.6, within(1e-6));
    assertThat(orders.get("outgoingCalls").asDouble()).isCloseTo(600, within(0.0));

    JsonNode detail = get("routes/" + orders.get("id").asText() + "?from=-60000&step=10000");
    assertThat(detail.get("count").asLong()).isEqualTo(600);
    assertThat(detail.at("/partSeconds/sql/2").asDouble()).isCloseTo(0.6, within(1e-6));
    JsonNode statement = detail.at("/statements/0");
    assertThat(statement.get("calls").asDouble()).isCloseTo(1_800, within(0.0));
    assertThat(statement.get("seconds").asDouble()).isCloseTo(3.6, within(1e-6));
    assertThat(statement.get("medianRepeats").asInt()).isEqualTo(3);
    assertThat(detail.get("slowRequests")).hasSize(1);
    assertThat(detail.get("findings")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "routes/0000000000000000",
    "routes/",
    "routes/..",
    "routes/a/b",
    "routes/a%2Fb",
    "sql/a"
  })
  void route_thatIsNotThere_isNotFound(String target) throws Exception {
    busyMinute();
    assertThat(TestServer.status(server.request("GET", "/api/v1/" + target))).isEqualTo(404);
  }

  @Test
  void sql_showsWhichRoutesExecuteAStatement() throws Exception {
    busyMinute();
    JsonNode text = get("sql?from=-60000&step=10000").at("/statements/0/texts/0");
    assertThat(text.get("text").asText()).isEqualTo("SELECT a FROM orders WHERE id = ?");
    assertThat(text.at("/callers/0/route").asText()).isEqualTo("/orders");
    assertThat(text.at("/callers/0/calls").asDouble()).isCloseTo(1_800, within(0.0));
  }

  @Test
  void health_followsTheFindings() throws Exception {
    busyMinute();
    assertThat(get("overview").at("/health/state").asText()).isEqualTo("ok");
    for (int i = 0; i < 60; i++) {
      request("/fail", 0.1, 9, "500");
      tick();
    }
    JsonNode health = get("overview").get("health");
    assertThat(health.get("state").asText()).isEqualTo("red");
    assertThat(health.at("/components/0/state").asText()).isEqualTo("red");
    assertThat(health.at("/components/1/state").asText()).isEqualTo("ok");
  }

  @Test
  void overview_askedEachSecond_hasFindingsOfTheLastTenSeconds() throws Exception {
    busyMinute();
    for (int i = 0; i < 60; i++) {
      request("/fail", 0.1, 9, "500");
      tick();
    }
    JsonNode before = get("overview").get("findings");
    assertThat(before).isNotEmpty();
    for (int i = 0; i < 9; i++) {
      request("/fail", 0.1, 9, "500");
      tick();
      assertThat(get("overview").get("findings")).isEqualTo(before);
      assertThat(get("findings").get("findings")).isNotEqualTo(before);
    }
    tick();
    assertThat(get("overview").get("findings")).isNotEqualTo(before);
  }

  @Test
  void timeseries_withLabels_showsThatSeriesOnly() throws Exception {
    busyMinute();
    JsonNode answer =
        get(
            "timeseries?metric=http_server_request_duration_seconds&labels=http_route=/orders&q=50");
    assertThat(answer.get("series")).hasSize(1);
    assertThat(answer.at("/series/0/increase").asLong()).isEqualTo(600);
    assertThat(answer.at("/series/0/percentiles")).hasSize(1);
  }

  @Test
  void heatmap_countsEveryRequestOnce() throws Exception {
    busyMinute();
    JsonNode answer = get("heatmap?metric=http_server_request_duration_seconds");
    long sum = 0;
    for (JsonNode step : answer.get("counts")) {
      for (JsonNode band : step) {
        sum += band.asLong();
      }
    }
    assertThat(sum).isEqualTo(603);
  }

  @ParameterizedTest
  @CsvSource({
    "overview?from=yesterday, from, yesterday",
    "overview?step=5, step, 5",
    "overview?from=0, from, 0",
    "timeseries, metric, ''",
    "timeseries?metric=nothing, metric, nothing",
    "timeseries?metric=process_cpu_usage&q=101, q, 101",
    "timeseries?metric=process_cpu_usage&q=a, q, a",
    "timeseries?metric=process_cpu_usage&labels=x, labels, x",
    "heatmap?metric=process_cpu_usage, metric, process_cpu_usage"
  })
  void wrongParameter_isNamedWithItsValueAndWhatIsAllowed(String target, String name, String value)
      throws Exception {
    busyMinute();
    String answer = server.request("GET", "/api/v1/" + target);
    assertThat(TestServer.status(answer)).isEqualTo(400);
    assertThat(TestServer.body(answer))
        .startsWith("Parameter " + name + ": value '" + value + "' is not allowed, but ");
  }

  @Test
  void findings_ofAWellBehavedMinute_areNone() throws Exception {
    busyMinute();
    assertThat(get("overview").get("findings")).isEmpty();
    assertThat(get("overview").at("/score/value").asDouble()).isGreaterThan(95);
  }

  @Test
  void findings_ofAnIdleProcess_areNone() throws Exception {
    for (int i = 0; i < 120; i++) {
      tick();
    }
    assertThat(get("overview").get("findings")).isEmpty();
    assertThat(get("overview").at("/score/value").asDouble()).isCloseTo(100, within(0.0));
  }

  @Test
  void findings_ofSlowFirstCalls_areNone() throws Exception {
    gauge(
        "db.client.connection.pending.requests", 3, "db_client_connection_pool_name", "shop-pool");
    request("/orders", 3, 50, "");
    statement(2, 50);
    record("db.client.connection.wait.time", 1, 50, "db_client_connection_pool_name", "shop-pool");
    tick();
    busyMinute();
    assertThat(get("overview").get("findings")).isEmpty();
  }

  @Test
  void findings_ofEachTrouble_areFoundOnce() throws Exception {
    gauge(
        "db.client.connection.pending.requests", 7, "db_client_connection_pool_name", "shop-pool");
    gauge(
        "db.client.connection.count",
        10,
        "db_client_connection_pool_name",
        "shop-pool",
        "db_client_connection_state",
        "used");
    gauge("db.client.connection.max", 10, "db_client_connection_pool_name", "shop-pool");
    gauge("executor.active.threads", 4, "name", "worker");
    gauge("executor.pool.max.threads", 4, "name", "worker");
    gauge("executor.queued.tasks", 90, "name", "worker");
    for (int i = 0; i < 60; i++) {
      request("/orders", 0.8, 4, "");
      request("/fail", 0.1, 1, "500");
      statement(0.5, 2);
      record(
          "db.client.connection.wait.time", 0.3, 3, "db_client_connection_pool_name", "shop-pool");
      record("executor.idle", 0.7, 3, "name", "worker");
      record("jvm.gc.pause", 0.1, 1, "cause", "x");
      tick();
    }
    assertThat(get("overview").get("findings"))
        .extracting(finding -> finding.get("kind").asText())
        .containsExactlyInAnyOrder(
            "starved-pool", "saturated-queue", "errors", "slow-statement", "gc-pressure");
    assertThat(get("overview").at("/findings/0/text").asText())
        .startsWith("Executor worker is saturated");
  }

  private static PoolInsights.Holder holder(String thread, String route, double heldSeconds) {
    return new PoolInsights.Holder(
        thread,
        route.isEmpty() ? "" : "GET",
        route,
        false,
        heldSeconds,
        "select * from item where id = ?",
        true,
        List.of("shop.Orders.find(Orders.java:12)"));
  }

  private JsonNode finding(String kind) throws IOException {
    for (JsonNode finding : get("findings").get("findings")) {
      if (finding.get("kind").asText().equals(kind)) {
        return finding;
      }
    }
    throw new AssertionError("no " + kind);
  }

  @Test
  void starvedPool_finding_saysWhoHeldTheConnections() throws Exception {
    String[] pool = {"db_client_connection_pool_name", "shop-pool"};
    gauge("db.client.connection.pending.requests", 7, pool);
    for (int i = 0; i < 60; i++) {
      record("db.client.connection.wait.time", 0.3, 3, pool);
      tick();
    }
    pools =
        List.of(
            new PoolInsights.PoolUse(
                "shop-pool",
                now - 30_000,
                List.of(
                    holder("http-1", "/slow", 1.5),
                    holder("http-2", "/slow", 1),
                    holder("cron", "", 0.5)),
                3,
                now,
                List.of(),
                0,
                0,
                List.of(),
                0));
    JsonNode finding = finding("starved-pool");
    assertThat(finding.get("text").asText())
        .endsWith(
            "When it was last seen empty, 3 were held: GET /slow (2), thread cron; the longest for"
                + " 1.5 s.");
    assertThat(finding.at("/routes/0/route").asText()).isEqualTo("/slow");
    assertThat(finding.get("statement").asText()).isEqualTo("select * from item where id = ?");
    JsonNode shown = get("pools").at("/pools/0");
    assertThat(shown.get("emptyMillis").asLong()).isEqualTo(now - 30_000);
    assertThat(shown.get("whenEmpty")).hasSize(3);
    assertThat(shown.at("/whenEmpty/0/thread").asText()).isEqualTo("http-1");
    // a time in which it was not empty
    assertThat(get("findings?from=-20000").get("findings"))
        .noneSatisfy(
            other ->
                assertThat(other.get("text").asText()).contains("When it was last seen empty"));
  }

  @Test
  void leakedConnections_finding_comesFromLoansAlone() throws Exception {
    String[] pool = {"db_client_connection_pool_name", "shop-pool"};
    gauge("db.client.connection.max", 2, pool);
    record("db.client.connection.wait.time", 0.001, 3, pool);
    tick();
    tick();
    assertThat(get("findings").get("findings")).isEmpty();
    pools =
        List.of(
            new PoolInsights.PoolUse(
                "shop-pool",
                0,
                List.of(),
                0,
                now,
                List.of(holder("http-1", "/export", 75)),
                1,
                now,
                List.of(holder("http-2", "/import", 5)),
                1));
    tick();
    JsonNode finding = finding("leaked-connection");
    assertThat(finding.get("severity").asText()).isEqualTo("red");
    assertThat(finding.get("text").asText())
        .isEqualTo(
            "Pool shop-pool does not get connections back: 1 held, the longest for 75 s; 1 were"
                + " garbage without having been closed, since the start. Asked for by GET /export,"
                + " GET /import.");
    assertThat(finding.at("/stack/0").asText()).isEqualTo("shop.Orders.find(Orders.java:12)");
    assertThat(finding.get("routes")).hasSize(2);
    JsonNode shown = get("pools").at("/pools/0");
    assertThat(shown.get("suspectCount").asInt()).isEqualTo(1);
    assertThat(shown.get("lostCount").asInt()).isEqualTo(1);
  }

  @Test
  void events_comeWithEachTick_andTheStreamEndsWithTheServer() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(30_000);
      String head = "GET /api/v1/events HTTP/1.1\r\nHost: localhost:" + server.port() + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(next(lines)).contains("\"nowMillis\":" + now);
      request("/orders", 0.02, 40, "");
      tick();
      assertThat(next(lines)).contains("\"nowMillis\":" + now).contains("\"ratePerSecond\":20.0");
    }
  }

  private static String next(BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("data: ")) {
        return line;
      }
    }
    return "";
  }
}
