package io.sonde.agent.instrumentation.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.routes.RouteTable;
import io.sonde.bootstrap.SondeHook;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.Decoder;
import jakarta.websocket.Encoder;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketSessionsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ProbeContext context =
      new ProbeContext(
          registry,
          new Duration[] {Duration.ofMillis(5)},
          new Duration[] {Duration.ofMillis(5)},
          new double[] {1});
  private final WebSocketSessions sessions = new WebSocketSessions(context);
  private final WebSocketRoute routes = new WebSocketRoute(context);

  @AfterEach
  void threadState_afterEachTest_isClear() {
    assertThat(CallState.current()[CallState.UPGRADED]).isZero();
  }

  @Test
  void session_closedTwice_isClosedOnce() {
    Object one = new Object();
    Object another = new Object();
    sessions.opened(one, "/rooms");
    sessions.opened(another, "/rooms");
    sessions.closed(one);
    sessions.closed(one);
    sessions.closed(null);
    sessions.closed("unknown");
    assertThat(active("/rooms")).isEqualTo(1);
    assertThat(sessions.of(one)).isNull();
    assertThat(sessions.of(another)).isNotNull();
  }

  @Test
  void messages_ofOpenSessions_countByTypeAndDirection() {
    Object session = new Object();
    sessions.opened(session, "/rooms");
    WebSocketEndpoint endpoint = sessions.of(session);
    assertThat(endpoint).isNotNull();
    for (int code = 0; code <= 10; code++) {
      endpoint.received(code);
    }
    endpoint.sent(WebSocketEndpoint.BINARY);
    endpoint.sent(WebSocketEndpoint.BINARY);
    assertThat(messages("receive", "text")).isEqualTo(1);
    assertThat(messages("receive", "binary")).isEqualTo(1);
    assertThat(messages("transmit", "text")).isZero();
    assertThat(messages("transmit", "binary")).isEqualTo(2);
  }

  @Test
  void routes_beyondTheBound_areOther() {
    List<Object> held = new ArrayList<>();
    for (int i = 0; i < WebSocketSessions.MAX_ROUTES + 5; i++) {
      Object session = new Object();
      held.add(session);
      sessions.opened(session, "/" + i);
    }
    assertThat(active("/0")).isEqualTo(1);
    assertThat(active(WebSocketSessions.OTHER)).isEqualTo(5);
    assertThat(registry.get("sonde.overflow").tag("metric", "websocket_labels").counter().count())
        .isEqualTo(5);
    held.forEach(sessions::closed);
    assertThat(active(WebSocketSessions.OTHER)).isZero();
  }

  @Test
  void route_ofTheApisConfiguration_isItsTemplateBehindTheApplication() {
    Object config =
        ServerEndpointConfig.Builder.create(Object.class, "/rooms/{id}")
            .configurator(new ServerEndpointConfig.Configurator())
            .build();
    handshake("/shop", "/ws/*");
    assertThat(routes.afterHandshake(config)).isEqualTo("/shop/rooms/{id}");
    // nothing is known of the handshake
    assertThat(routes.afterHandshake(config)).isEqualTo("/rooms/{id}");
  }

  @Test
  void route_ofAnApplicationsConfiguration_isThatOfTheHandshake() {
    RequestPath config = new RequestPath();
    handshake("/shop", "/ws/*");
    assertThat(routes.afterHandshake(config)).isEqualTo("/shop/ws/*");
    assertThat(config.calls).as("calls of the application's code").isZero();
    assertThat(routes.afterHandshake(config)).isEqualTo(WebSocketRoute.UNKNOWN);
    assertThat(routes.afterHandshake(null)).isEqualTo(WebSocketRoute.UNKNOWN);
  }

  @Test
  void configuration_ofAClient_isNoServers() {
    assertThat(WebSocketRoute.isServer(ClientEndpointConfig.Builder.create().build())).isFalse();
    RequestPath ofTheApplication = new RequestPath();
    assertThat(WebSocketRoute.isServer(ofTheApplication)).isTrue();
    assertThat(ofTheApplication.calls).as("calls of the application's code").isZero();
    assertThat(WebSocketRoute.isServer(null)).isFalse();
  }

  @Test
  void messageOfTomcat_afterWarmUp_makesNoObject() {
    TomcatProbes.install(context, sessions, routes);
    try {
      Frame frame = new Frame();
      sessions.opened(frame.wsSession, "/rooms");
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      final int calls = 100_000;
      exchange(frame, calls);
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      exchange(frame, calls);
      long allocatedBytes =
          threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
      assertThat(allocatedBytes).isLessThan(calls);
      assertThat(messages("receive", "text")).isEqualTo(2 * calls);
      assertThat(messages("transmit", "binary")).isEqualTo(2 * calls);
    } finally {
      SondeHook.uninstall();
    }
  }

  private static void exchange(Frame frame, int calls) {
    for (int i = 0; i < calls; i++) {
      SondeHook.enter(ProbeId.TOMCAT_WEBSOCKET_RECEIVE, frame);
      long token = SondeHook.enter(ProbeId.TOMCAT_WEBSOCKET_SEND, frame);
      SondeHook.exitCount(
          ProbeId.TOMCAT_WEBSOCKET_SEND, token, frame, null, WebSocketEndpoint.BINARY, null);
    }
  }

  /** What has a session, as Tomcat's objects have. */
  private static final class Frame {

    final Object wsSession = new Object();
  }

  private void handshake(String contextPath, String pattern) {
    CallState.current()[CallState.UPGRADED] =
        RouteTable.of(context).find("GET", contextPath, pattern).number();
  }

  private double active(String route) {
    Gauge gauge = registry.get("websocket.server.active_sessions").tag("http_route", route).gauge();
    return gauge.value();
  }

  private double messages(String direction, String type) {
    return registry
        .get("websocket.server.messages")
        .tags("network_io_direction", direction, "websocket_message_type", type)
        .counter()
        .count();
  }

  /** What Spring makes for each handshake: its path is that of the request. */
  private static final class RequestPath implements ServerEndpointConfig {

    private int calls;

    @Override
    public Class<?> getEndpointClass() {
      return Object.class;
    }

    @Override
    public String getPath() {
      calls++;
      return "/ws/4711/secret";
    }

    @Override
    public List<String> getSubprotocols() {
      return List.of();
    }

    @Override
    public List<Extension> getExtensions() {
      return List.of();
    }

    @Override
    public Configurator getConfigurator() {
      return new Configurator();
    }

    @Override
    public List<Class<? extends Encoder>> getEncoders() {
      return List.of();
    }

    @Override
    public List<Class<? extends Decoder>> getDecoders() {
      return List.of();
    }

    @Override
    public Map<String, Object> getUserProperties() {
      return Map.of();
    }
  }
}
