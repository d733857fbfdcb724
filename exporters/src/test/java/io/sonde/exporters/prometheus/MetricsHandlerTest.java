package io.sonde.exporters.prometheus;

import static io.sonde.exporters.http.TestServer.body;
import static io.sonde.exporters.http.TestServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.prometheus.client.exporter.common.TextFormat;
import io.sonde.exporters.http.Access;
import io.sonde.exporters.http.Route;
import io.sonde.exporters.http.TestServer;
import io.sonde.exporters.registry.RegistryOptions;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MetricsHandlerTest {
  private final SondeMeterRegistry registry = RegistryOptions.defaults().openRegistry();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger reads = new AtomicInteger();

  private TestServer start() {
    FunctionCounter.builder("reads", reads, AtomicInteger::incrementAndGet).register(registry);
    Gauge.builder("greeting", () -> 1).tag("text", "héllo").register(registry);
    MetricsHandler handler = new MetricsHandler(registry, nanos::get);
    return TestServer.start(List.of(Route.get("/metrics", Access.OPEN, handler)));
  }

  @Test
  void format_followsAccept() throws IOException {
    try (TestServer server = start()) {
      String text = server.request("GET", "/metrics");
      assertThat(status(text)).isEqualTo(200);
      assertThat(text).contains("Content-type: " + TextFormat.CONTENT_TYPE_004);
      String open =
          server.request("GET", "/metrics", "Accept: application/openmetrics-text;version=1.0.0");
      assertThat(open).contains("Content-type: " + TextFormat.CONTENT_TYPE_OPENMETRICS_100);
      assertThat(body(open)).endsWith("# EOF\n");
      new OpenMetricsChecker(utf8(body(open))).check();
      assertThat(utf8(body(text))).contains("greeting{text=\"héllo\",} 1.0");
    }
  }

  @Test
  void body_forAGzipClient_isTheSameTextCompressed() throws IOException {
    try (TestServer server = start()) {
      String plain = body(server.request("GET", "/metrics"));
      String zipped = server.request("GET", "/metrics", "Accept-Encoding: br, gzip;q=0.5");
      assertThat(zipped).contains("Content-encoding: gzip");
      assertThat(gunzip(body(zipped))).isEqualTo(utf8(plain));
      assertThat(server.request("GET", "/metrics", "Accept-Encoding: gzip;q=0"))
          .doesNotContain("Content-encoding");
    }
  }

  @Test
  void scrape_withinASecond_isCached() throws IOException {
    try (TestServer server = start()) {
      String first = body(server.request("GET", "/metrics"));
      nanos.set(999_999_999);
      assertThat(body(server.request("GET", "/metrics"))).isEqualTo(first);
      assertThat(reads).hasValue(1);
      nanos.set(1_000_000_000);
      assertThat(body(server.request("GET", "/metrics"))).isNotEqualTo(first);
      assertThat(reads).hasValue(2);
    }
  }

  @Test
  void scrapes_ofManyClientsAtOnce_readTheRegistryOnce() throws Exception {
    try (TestServer server = start()) {
      List<Thread> clients = new ArrayList<>();
      AtomicInteger answered = new AtomicInteger();
      for (int i = 0; i < 16; i++) {
        clients.add(
            new Thread(
                () -> {
                  try {
                    if (status(server.request("GET", "/metrics")) == 200) {
                      answered.incrementAndGet();
                    }
                  } catch (IOException failed) {
                    throw new AssertionError(failed);
                  }
                }));
      }
      clients.forEach(Thread::start);
      for (Thread client : clients) {
        client.join();
      }
      assertThat(answered).hasValue(16);
      assertThat(reads).hasValue(1);
    }
  }

  @Test
  void names_asked_areTheOnlyOnes() throws IOException {
    try (TestServer server = start()) {
      String text = body(server.request("GET", "/metrics?name%5B%5D=greeting"));
      assertThat(text).contains("greeting").doesNotContain("reads");
      assertThat(status(server.request("GET", "/metrics?name%5B%5D=%25zz"))).isEqualTo(200);
      assertThat(body(server.request("GET", "/metrics"))).contains("reads_total");
    }
  }

  @Test
  void properties_ofTheProcess_areLeftAlone() throws IOException {
    try (TestServer server = start()) {
      server.request("GET", "/metrics");
      assertThat(System.getProperty("sun.net.httpserver.maxReqTime")).isNull();
      assertThat(System.getProperty("sun.net.httpserver.maxRspTime")).isNull();
    }
  }

  private static String utf8(String latin) {
    return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static String gunzip(String latin) throws IOException {
    byte[] bytes = latin.getBytes(StandardCharsets.ISO_8859_1);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
