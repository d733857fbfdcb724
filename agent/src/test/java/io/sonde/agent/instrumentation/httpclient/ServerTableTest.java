package io.sonde.agent.instrumentation.httpclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ServerTableTest {

  private static final Duration[] BOUNDS = {Duration.ofMillis(5)};

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ServerTable servers =
      new ServerTable(2, new ClientMeters(registry, BOUNDS, BOUNDS));

  @Test
  void find_portLeftOut_isThatOfTheScheme() throws Exception {
    assertThat(servers.find(URI.create("https://shop.example/a")))
        .isNotNull()
        .isSameAs(servers.find(URI.create("https://shop.example:443/b").toURL()))
        .isSameAs(servers.find(URI.create("https://shop.example/c").toURL()));
    assertThat(servers.find(URI.create("http://shop.example/")))
        .isSameAs(servers.find(URI.create("http://shop.example:80/")));
  }

  @Test
  void find_noHost_isNothing() throws Exception {
    assertThat(servers.find(URI.create("/relative"))).isNull();
    assertThat(servers.find(URI.create("file:/tmp").toURL())).isNull();
  }

  @Test
  void find_moreServersThanToldApart_shareOther() {
    record("http://a.example/");
    record("http://b.example/");
    record("http://c.example/");
    record("http://d.example/");
    record("http://a.example/");
    assertThat(count("a.example", "80")).isEqualTo(2);
    assertThat(count("b.example", "80")).isEqualTo(1);
    assertThat(count("other", "")).isEqualTo(2);
    assertThat(overflow("http_client_labels")).isEqualTo(2);
    assertThat(registry.find("http.client.active_requests").gauges())
        .hasSize(3)
        .allSatisfy(gauge -> assertThat(gauge.value()).isZero());
  }

  @Test
  void find_addressOfVersion6_hasNoBrackets() {
    record("http://[::1]:8080/");
    ServerHandle server = servers.find("http", "::1", 8080);
    assertThat(server).isNotNull().isSameAs(servers.find(URI.create("http://[::1]:8080/a")));
    assertThat(count("::1", "8080")).isEqualTo(1);
  }

  @Test
  void record_moreOutcomesThanToldApart_goToOther() {
    ServerHandle server = servers.find(URI.create("http://a.example/"));
    assertThat(server).isNotNull();
    for (int status = 200; status < 200 + ServerHandle.MAX_OUTCOMES + 7; status++) {
      server.record(1, "GET", status, null);
    }
    assertThat(
            registry
                .get("http.client.request.duration")
                .tag("http_response_status_code", "other")
                .timer()
                .count())
        .isEqualTo(7);
    assertThat(overflow("http_client_outcomes")).isEqualTo(7);
  }

  private void record(String uri) {
    ServerHandle server = servers.find(URI.create(uri));
    assertThat(server).isNotNull().isSameAs(servers.byNumber(server.number()));
    server.started();
    server.finished();
    server.record(1_000, "GET", 200, null);
  }

  private double overflow(String what) {
    return registry.get("sonde.overflow").tag("metric", what).counter().count();
  }

  private long count(String address, String port) {
    return registry
        .get("http.client.request.duration")
        .tags("server_address", address, "server_port", port)
        .timer()
        .count();
  }
}
