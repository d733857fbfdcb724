package io.sonde.agent.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.requests.WorkListener;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RouteTableTest {

  private static final int GET = ServerMeters.methodNumber("GET");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final RouteTable routes =
      new RouteTable(
          2,
          new ServerMeters(registry, new Duration[] {Duration.ofMillis(5)}),
          new RequestLedger(WorkListener.NONE));

  @ParameterizedTest
  @CsvSource({
    "'',     /orders, ,               /orders",
    "/shop,  /orders, ,               /shop/orders",
    "'',     /,       ,               /*",
    "/shop,  /,       ,               /shop/*",
    "'',     /*,      ,               /*",
    "/shop,  '',      ,               /shop/",
    "'',     *.do,    ,               /*.do",
    "/shop,  /api/*,  ,               /shop/api/*",
    "'',     /,       /orders/{id},   /orders/{id}",
    "/shop,  /,       /orders/{id},   /shop/orders/{id}",
    "/shop,  /api/*,  /orders/{id},   /shop/api/orders/{id}",
    "/shop,  /*,      /orders/{id},   /shop/orders/{id}",
    "'',     /,       orders,         /orders",
    "'',     /,       '',             /",
  })
  void route_ofPatternAndTemplate_isAsDocumented(
      String contextPath, String pattern, @Nullable String template, String route) {
    assertThat(RouteTable.routeOf(contextPath, pattern, template)).isEqualTo(route);
  }

  @Test
  void find_sameRoute_isSameHandle() {
    RouteHandle servlet = routes.find(GET, "/shop", "/");
    RouteHandle framework = routes.find(servlet, "/orders/{id}");
    assertThat(routes.find(GET, "/shop", "/")).isSameAs(servlet);
    assertThat(routes.find(servlet, "/orders/{id}")).isSameAs(framework).isNotSameAs(servlet);
    assertThat(routes.byNumber(servlet.number())).isSameAs(servlet);
    assertThat(routes.byNumber(framework.number())).isSameAs(framework);
    assertThat(routes.byNumber(0)).isNull();
  }

  @Test
  void find_moreRoutesThanToldApart_shareOtherPerMethod() {
    routes.find(GET, "", "/a");
    routes.find(GET, "", "/b");
    RouteHandle other = routes.find(GET, "", "/c");
    assertThat(other.route()).isEqualTo("other");
    assertThat(routes.find(GET, "", "/d")).isSameAs(other);
    assertThat(overflow("http_server_labels")).isEqualTo(2);
    assertThat(routes.find(other, "/orders/{id}")).isSameAs(other);
    assertThat(routes.byNumber(other.number())).isSameAs(other);
    assertThat(routes.find(ServerMeters.methodNumber("POST"), "", "/c")).isNotSameAs(other);
  }

  @Test
  void record_moreOutcomesThanToldApart_goToOther() {
    RouteHandle route = routes.find(GET, "", "/a");
    for (int status = 200; status < 200 + RouteHandle.MAX_OUTCOMES + 5; status++) {
      route.record(1, status, null);
    }
    assertThat(
            registry
                .get("http.server.request.duration")
                .tag("http_response_status_code", "other")
                .timer()
                .count())
        .isEqualTo(5);
    assertThat(overflow("http_server_outcomes")).isEqualTo(5);
  }

  private double overflow(String what) {
    return registry.get("sonde.overflow").tag("metric", what).counter().count();
  }
}
