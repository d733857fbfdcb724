package io.sonde.agent.instrumentation.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.undertow.server.Connectors;
import io.undertow.server.DefaultResponseListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.PathTemplateMatch;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The probes by hand, with exchanges of Undertow's that no server has made. */
final class UndertowProbesTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Exchanges exchanges =
      new Exchanges(
          new ProbeContext(
              registry,
              new Duration[] {Duration.ofMillis(5)},
              new Duration[] {Duration.ofMillis(5)},
              new double[] {1}));
  private final RootProbe root = new RootProbe(exchanges);
  private final CompleteProbe complete = new CompleteProbe(exchanges);
  private final ServletProbe servlet = new ServletProbe(exchanges);
  private final DispatchProbe dispatch = new DispatchProbe(exchanges);
  private final HttpServerExchange exchange = new HttpServerExchange(null);

  @BeforeEach
  void beginRequest() {
    // the last of its listeners: no connection goes on
    exchange.addExchangeCompleteListener((done, next) -> complete.enter(null, done, null));
    exchange.setRequestMethod(HttpString.tryFromString("GET"));
  }

  @AfterEach
  void endRequest() {
    assertThat(CallState.current()[CallState.SERVER]).isZero();
    assertThat(registry.get("http.server.active_requests").gauges())
        .allMatch(gauge -> gauge.value() == 0);
  }

  @Test
  void exchange_completeWithinTheCall_isRecordedOnce() {
    long token = root.enter(null, exchange, null);
    assertThat(token).isNotZero();
    assertThat(active()).isEqualTo(1);
    complete();
    complete.enter(null, exchange, null);
    exit(token);
    complete.enter(null, exchange, null);
    assertThat(count("/*", "200", "")).isEqualTo(1);
  }

  @Test
  void exchange_dispatched_endsWhenItIsComplete() {
    long token = root.enter(null, exchange, null);
    dispatch.enter(null, exchange, null);
    exit(token);
    assertThat(active()).isEqualTo(1);
    // by a worker
    assertThat(root.enter(null, exchange, null)).isZero();
    exchange.putAttachment(
        PathTemplateMatch.ATTACHMENT_KEY, new PathTemplateMatch("/orders/{id}", Map.of()));
    assertThat(count("/orders/{id}", "200", "")).isZero();
    complete();
    complete.enter(null, exchange, null);
    assertThat(count("/orders/{id}", "200", "")).isEqualTo(1);
  }

  @Test
  void exchange_leftWithSomethingToWrite_endsWhenItIsComplete() {
    exit(root.enter(null, exchange, null));
    assertThat(active()).isEqualTo(1);
    complete();
    assertThat(count("/*", "200", "")).isEqualTo(1);
  }

  @Test
  void exchange_completeOnAnotherThreadBeforeTheCallEnds_isRecordedOnce() throws Exception {
    long token = root.enter(null, exchange, null);
    dispatch.enter(null, exchange, null);
    Thread worker = new Thread(this::complete);
    worker.start();
    worker.join();
    exit(token);
    complete.enter(null, exchange, null);
    assertThat(count("/*", "200", "")).isEqualTo(1);
  }

  @Test
  void exchange_ofAServletContainer_isNotCounted() {
    long token = root.enter(null, exchange, null);
    servlet.enter(null, exchange, null);
    // as the container does before it has it dispatched
    exchange.startBlocking();
    dispatch.enter(null, exchange, null);
    assertThat(CallState.current()[CallState.SERVER]).isZero();
    assertThat(active()).isZero();
    exit(token);
    assertThat(root.enter(null, exchange, null)).isZero();
    complete();
    assertThat(registry.find("http.server.request.duration").timers()).isEmpty();
  }

  @Test
  void exchange_ofAServletContainerAfterADispatch_isNotCounted() {
    long token = root.enter(null, exchange, null);
    dispatch.enter(null, exchange, null);
    exit(token);
    servlet.enter(null, exchange, null);
    complete();
    assertThat(registry.find("http.server.request.duration").timers()).isEmpty();
  }

  @Test
  void exchange_ofAServletContainerOnAnotherThreadBeforeTheCallEnds_isNotCounted()
      throws Exception {
    long token = root.enter(null, exchange, null);
    dispatch.enter(null, exchange, null);
    Thread worker = new Thread(() -> servlet.enter(null, exchange, null));
    worker.start();
    worker.join();
    exit(token);
    complete();
    assertThat(registry.find("http.server.request.duration").timers()).isEmpty();
  }

  @Test
  void exception_ofAHandler_isTheError() {
    exchange.setStatusCode(500);
    exchange.setResolvedPath("/api");
    exchange.setRelativePath("/x");
    exchange.putAttachment(DefaultResponseListener.EXCEPTION, new IllegalStateException());
    long token = root.enter(null, exchange, null);
    complete();
    exit(token);
    assertThat(count("/api/*", "500", "java.lang.IllegalStateException")).isEqualTo(1);
  }

  @Test
  void object_thatIsNoExchange_isNotMeasured() {
    assertThat(root.enter(null, "exchange", null)).isZero();
    complete.enter(null, "exchange", null);
    servlet.enter(null, "exchange", null);
    long token = root.enter(null, exchange, null);
    complete();
    exit(token);
    assertThat(count("/*", "200", "")).isEqualTo(1);
  }

  private void complete() {
    Connectors.terminateRequest(exchange);
    Connectors.terminateResponse(exchange);
  }

  private void exit(long token) {
    root.exit(token, null, exchange, null, null, null);
  }

  private double active() {
    Gauge gauge = registry.get("http.server.active_requests").gauge();
    return gauge.value();
  }

  private long count(String route, String status, String error) {
    @Nullable Timer timer =
        registry
            .find("http.server.request.duration")
            .tags(
                "http_request_method",
                "GET",
                "http_route",
                route,
                "http_response_status_code",
                status,
                "error_type",
                error)
            .timer();
    return timer == null ? 0 : timer.count();
  }
}
