package io.sonde.agent.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TemplateTableTest {

  private final ProbeContext context =
      new ProbeContext(
          new SimpleMeterRegistry(),
          new Duration[] {Duration.ofMillis(5)},
          new Duration[] {Duration.ofMillis(5)},
          new double[] {1});
  private final RouteTable routes = RouteTable.of(context);
  private final TemplateTable templates = TemplateTable.of(context);
  private final RouteHandle servlet = routes.find("GET", "/shop", "/api/*");
  private final long[] state = CallState.current();

  @BeforeEach
  void beginRequest() {
    state[CallState.SERVER] = 1;
    state[CallState.SERVER_ROUTE] = servlet.number();
  }

  @AfterEach
  void endRequest() {
    state[CallState.SERVER] = 0;
    state[CallState.SERVER_ROUTE] = 0;
  }

  @Test
  void templates_appended_areBehindThoseBefore() {
    templates.append(state, "/v1", "/orders");
    templates.append(state, "{id}", "");
    assertThat(route()).isSameAs(routes.find(servlet, "/v1/orders/{id}"));
  }

  @Test
  void template_thatReplaces_isBehindTheServletAlone() {
    templates.append(state, "/v1", "/orders");
    for (int i = 0; i < 2; i++) {
      templates.replace(state, "/orders/:id");
      assertThat(route()).isSameAs(routes.find(servlet, "/orders/:id"));
    }
  }

  @Test
  void templates_outsideARequest_areNobodys() {
    state[CallState.SERVER] = 0;
    templates.append(state, "/v1", "/orders");
    templates.replace(state, "/orders");
    assertThat(route()).isSameAs(servlet);
  }

  @Test
  void templates_beyondTheBound_areStillRight() {
    TemplateTable none = new TemplateTable(routes, 0);
    for (int i = 0; i < 3; i++) {
      assertThat(none.find(servlet, "/orders", "/{id}"))
          .isSameAs(routes.find(servlet, "/orders/{id}"));
    }
  }

  @Test
  void table_ofAContext_isOne() {
    assertThat(TemplateTable.of(context)).isSameAs(templates);
  }

  @ParameterizedTest
  @CsvSource({
    "orders, /orders",
    "/orders/, /orders",
    "'{id: [0-9]{1,9}}/x', /{id}/x",
    "'{ id }', /{id}",
    "a:b, /a:b",
    "/, ''",
    "'', ''",
  })
  void part_ofATemplate_isPlain(String template, String part) {
    assertThat(TemplateTable.part(template)).isEqualTo(part);
  }

  private @Nullable RouteHandle route() {
    return routes.byNumber(state[CallState.SERVER_ROUTE]);
  }
}
