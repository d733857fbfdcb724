package io.sonde.exporters.http;

import static io.sonde.exporters.http.TestServer.body;
import static io.sonde.exporters.http.TestServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.exporters.registry.RegistryOptions;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HandlersTest {

  @Test
  void health_withAllUp_is200() throws IOException {
    try (TestServer server = health(() -> new HealthSource.Component("registry", true, ""))) {
      String response = server.request("GET", "/health");
      assertThat(status(response)).isEqualTo(200);
      assertThat(body(response))
          .isEqualTo(
              "{\"status\":\"up\",\"components\":["
                  + "{\"name\":\"registry\",\"status\":\"up\",\"detail\":\"\"}]}");
    }
  }

  @Test
  void health_withOneDownOrBroken_is503() throws IOException {
    HealthSource up = () -> new HealthSource.Component("registry", true, "");
    HealthSource down = () -> new HealthSource.Component("probes", false, "off by \"breaker\"");
    HealthSource broken =
        () -> {
          throw new IllegalStateException("broken");
        };
    try (TestServer server = health(up, down)) {
      String response = server.request("GET", "/health");
      assertThat(status(response)).isEqualTo(503);
      assertThat(body(response)).contains("\"detail\":\"off by \\\"breaker\\\"\"");
    }
    try (TestServer server = health(up, broken)) {
      assertThat(status(server.request("GET", "/health"))).isEqualTo(503);
    }
  }

  private static TestServer health(HealthSource... sources) {
    HealthHandler handler = new HealthHandler(List.of(sources));
    return TestServer.start(List.of(Route.get("/health", Access.OPEN, handler)));
  }

  @Test
  void histograms_ofAMetric_haveAllPercentilesInSeconds() throws IOException {
    SondeMeterRegistry registry = RegistryOptions.defaults().openRegistry();
    for (int i = 1; i <= 1000; i++) {
      registry.timer("work", "kind", "</script>").record(Duration.ofMillis(i));
    }
    HistogramsHandler handler = new HistogramsHandler(registry);
    try (TestServer server = TestServer.start(List.of(Route.get("/h", Access.READ, handler)))) {
      String json = body(server.request("GET", "/h?metric=work_seconds"));
      assertThat(json)
          .startsWith("{\"metric\":\"work_seconds\",\"series\":[{\"labels\":{\"kind\":\"\\u003c/")
          .contains("\"count\":1000,\"sum\":500.5,")
          .endsWith("\"max\":1.0}]}");
      assertBetween(json, "p50", 0.500, 0.505);
      assertBetween(json, "p90", 0.900, 0.909);
      assertBetween(json, "p95", 0.950, 0.9595);
      assertBetween(json, "p99", 0.990, 0.9999);
      assertBetween(json, "p999", 0.999, 1.0);
      assertThat(status(server.request("GET", "/h"))).isEqualTo(400);
      assertThat(status(server.request("GET", "/h?metric=%zz"))).isIn(400);
      assertThat(status(server.request("GET", "/h?metric=none"))).isEqualTo(404);
    }
  }

  private static void assertBetween(String json, String name, double low, double high) {
    int start = json.indexOf("\"" + name + "\":") + name.length() + 3;
    double value = Double.parseDouble(json.substring(start, json.indexOf(',', start)));
    assertThat(value).as(name).isBetween(low, high);
  }

  @Test
  void json_ofHostileText_isEscaped() {
    String text = "\"\\\b\f\n\r\t\u0000\u001f</script>&\u2028\u2029\u007f\ud800é\ud83d\ude00\udc00";
    String json = new JsonWriter().beginArray().value(text).endArray().toString();
    assertThat(json)
        .isEqualTo(
            "[\"\\\"\\\\\\u0008\\u000c\\u000a\\u000d\\u0009\\u0000\\u001f\\u003c/script\\u003e"
                + "\\u0026\\u2028\\u2029\\u007f\\ud800é\ud83d\ude00\\udc00\"]");
  }

  @Test
  void json_ofAllKinds_hasCommasWhereTheyBelong() {
    JsonWriter inner = new JsonWriter().beginArray().value(1).value(2.5).endArray();
    String json =
        new JsonWriter()
            .beginObject()
            .name("a")
            .json(inner)
            .name("b")
            .beginObject()
            .endObject()
            .name("c")
            .value(true)
            .name("d")
            .nullValue()
            .name("e")
            .value(Double.NaN)
            .name("f")
            .beginArray()
            .beginArray()
            .endArray()
            .value("x")
            .endArray()
            .endObject()
            .toString();
    assertThat(json)
        .isEqualTo("{\"a\":[1,2.5],\"b\":{},\"c\":true,\"d\":null,\"e\":null,\"f\":[[],\"x\"]}");
  }
}
