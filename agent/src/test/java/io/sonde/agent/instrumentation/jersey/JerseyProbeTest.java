package io.sonde.agent.instrumentation.jersey;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.routes.RouteHandle;
import io.sonde.agent.routes.RouteTable;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class JerseyProbeTest {

  private static final Template ORDERS = new Template("/orders");
  private static final Template ONE = new Template("/{id}");

  private final ProbeContext context =
      new ProbeContext(
          new SimpleMeterRegistry(),
          new Duration[] {Duration.ofMillis(5)},
          new Duration[] {Duration.ofMillis(5)},
          new double[] {1});
  private final RouteTable routes = RouteTable.of(context);
  private final JerseyProbe probe = new JerseyProbe(context);
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
  void templates_ofAMethod_areTheRoute() {
    probe.enter(null, ORDERS, ONE);
    assertThat(route()).isSameAs(routes.find(servlet, "/orders/{id}"));
  }

  @Test
  void templates_behindALocator_areAppended() {
    probe.enter(null, ORDERS, new Template("{id}/lines"));
    probe.enter(null, new Template("/"), new Template("{line}/"));
    assertThat(route()).isSameAs(routes.find(servlet, "/orders/{id}/lines/{line}"));
  }

  @Test
  void templates_ofAResourceAlone_needNoMethod() {
    probe.enter(null, ORDERS, null);
    assertThat(route()).isSameAs(routes.find(servlet, "/orders"));
  }

  @Test
  void templates_ofAnotherApi_leaveTheServlets() {
    probe.enter(null, "orders", new Object());
    assertThat(route()).isSameAs(routes.find(servlet, ""));
  }

  @Test
  void templates_outsideARequest_areNobodys() {
    state[CallState.SERVER] = 0;
    state[CallState.SERVER_ROUTE] = 0;
    probe.enter(null, ORDERS, ONE);
    assertThat(state[CallState.SERVER_ROUTE]).isZero();
  }

  @Test
  void templates_onceKnown_allocateNothing() {
    for (int i = 0; i < 10_000; i++) {
      beginRequest();
      probe.enter(null, ORDERS, ONE);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      beginRequest();
      probe.enter(null, ORDERS, ONE);
    }
    // one object for each call would be 160,000 bytes
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000);
  }

  private @Nullable RouteHandle route() {
    return routes.byNumber(state[CallState.SERVER_ROUTE]);
  }

  /** What the probe knows a template by. */
  public record Template(String text) {

    /** As Jersey's class has it. */
    public String getTemplate() {
      return text;
    }
  }
}
