package io.sonde.agent.instrumentation.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.routes.RouteHandle;
import io.sonde.agent.routes.RouteTable;
import io.sonde.agent.routes.Upgrades;
import io.sonde.bootstrap.SondeHook;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.websocket.WebsocketInbound;

class ReactorProbesTest {

  private static final int ANY_CALLS = 100_000;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ProbeContext context =
      new ProbeContext(
          registry,
          new Duration[] {Duration.ofMillis(5)},
          new Duration[] {Duration.ofMillis(5)},
          new double[] {1});
  private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
  private final ChannelHandlerContext handler =
      channel.pipeline().context(ChannelInboundHandlerAdapter.class);
  private final Object request = operations(HttpServerRequest.class);
  private final Object session = operations(HttpServerRequest.class, WebsocketInbound.class);

  @BeforeEach
  void install() {
    ReactorProbes.install(context, new WebSocketSessions(context));
  }

  @AfterEach
  void uninstall() {
    SondeHook.uninstall();
    channel.finishAndReleaseAll();
  }

  @Test
  void session_boundForItsRequest_isOpenUntilItIsReplaced() {
    RouteHandle route = RouteTable.of(context).find("GET", "/shop", "/talk/*");
    Upgrades.of(context).begin(request, route);
    rebound(request, session);
    assertThat(active("/shop/talk/*")).isEqualTo(1);
    rebound(session, connection());
    rebound(session, connection());
    assertThat(active("/shop/talk/*")).isZero();
    assertThat(Upgrades.of(context).take(request)).as("a handshake that is known").isNull();
  }

  @Test
  void session_ofAnUnknownHandshake_hasNoRoute() {
    rebound(request, session);
    assertThat(active(WebSocketRoute.UNKNOWN)).isEqualTo(1);
  }

  @Test
  void operations_ofRequestsAndClients_areNoSessions() {
    Object client = operations(HttpClientResponse.class, WebsocketInbound.class);
    rebound(connection(), request);
    rebound(operations(HttpClientResponse.class), client);
    rebound(client, connection());
    // not bound
    rebound(null, session);
    exchange(new TextWebSocketFrame("of a client"));
    assertThat(registry.getMeters()).extracting(Meter::getId).noneMatch(this::isOurs);
  }

  @Test
  void frames_ofAnOpenSession_countWhereMessagesBegin() {
    rebound(request, session);
    exchange(new TextWebSocketFrame("whole"));
    exchange(new TextWebSocketFrame(false, 0, "first"));
    exchange(new ContinuationWebSocketFrame(true, 0, "last"));
    exchange(new BinaryWebSocketFrame());
    List.of(new PingWebSocketFrame(), new PongWebSocketFrame(), new CloseWebSocketFrame())
        .forEach(this::exchange);
    SondeHook.enter(ProbeId.REACTOR_WEBSOCKET_RECEIVE, session, handler, "no frame");
    for (String direction : List.of("receive", "transmit")) {
      assertThat(messages(direction, "text")).isEqualTo(2);
      assertThat(messages(direction, "binary")).isEqualTo(1);
    }
    rebound(session, connection());
    exchange(new TextWebSocketFrame("late"));
    assertThat(messages("receive", "text")).isEqualTo(2);
  }

  @Test
  void message_afterWarmUp_makesNoObject() {
    rebound(request, session);
    TextWebSocketFrame frame = new TextWebSocketFrame("again");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    exchange(frame, ANY_CALLS);
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    exchange(frame, ANY_CALLS);
    long allocatedBytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertThat(allocatedBytes).isLessThan(ANY_CALLS);
    assertThat(messages("transmit", "text")).isEqualTo(2 * ANY_CALLS);
  }

  private void exchange(WebSocketFrame frame, int calls) {
    for (int i = 0; i < calls; i++) {
      exchange(frame);
    }
  }

  private void exchange(WebSocketFrame frame) {
    SondeHook.enter(ProbeId.REACTOR_WEBSOCKET_RECEIVE, session, handler, frame);
    SondeHook.enter(ProbeId.REACTOR_WEBSOCKET_SEND, null, handler, frame);
  }

  /** What advice calls: null for what was not bound. */
  private static void rebound(Object before, Object after) {
    SondeHook.enter(ProbeId.REACTOR_WEBSOCKET_CLOSE, before);
    SondeHook.enter(ProbeId.REACTOR_WEBSOCKET_OPEN, before, after);
  }

  private Object connection() {
    return operations();
  }

  /** A connection that has the types of some operations. */
  private Object operations(Class<?>... types) {
    Class<?>[] all = new Class<?>[types.length + 1];
    all[0] = Connection.class;
    System.arraycopy(types, 0, all, 1, types.length);
    return Proxy.newProxyInstance(
        getClass().getClassLoader(),
        all,
        (proxy, method, arguments) -> {
          assertThat(method.getName()).isEqualTo("channel");
          return channel;
        });
  }

  private boolean isOurs(Meter.Id id) {
    return id.getName().startsWith("websocket");
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
}
