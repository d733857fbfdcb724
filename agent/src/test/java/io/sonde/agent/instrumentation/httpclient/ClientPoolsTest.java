package io.sonde.agent.instrumentation.httpclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.requests.WorkListener;
import io.sonde.bootstrap.SondeProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pools of connections, with a library that has the methods that Apache's have. */
final class ClientPoolsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ProbeContext context =
      new ProbeContext(
          registry,
          new RequestLedger(WorkListener.NONE),
          new Duration[] {Duration.ofSeconds(1)},
          new Duration[] {Duration.ofSeconds(1)},
          new double[0]);
  private SondeProbe asked;

  /** What the library calls an address. */
  public record Host(String name, int number) {
    public String getHostName() {
      return name;
    }

    public int getPort() {
      return number;
    }

    public String getSchemeName() {
      return "https";
    }
  }

  /** A route to an address. */
  public record Route(Host host) {
    public Host getTargetHost() {
      return host;
    }
  }

  /** Numbers of a route's connections. */
  public record Stats(int used, int idle) {
    public int getLeased() {
      return used;
    }

    public int getAvailable() {
      return idle;
    }
  }

  /** A pool that tells its routes. */
  public static class Pool {

    final Map<Route, Stats> routes = new HashMap<>();

    Pool with(String host, int port, int idle, int used) {
      routes.put(new Route(new Host(host, port)), new Stats(used, idle));
      return this;
    }

    /** As the library's bridge method. */
    public Stats getStats(Object route) {
      return routes.get((Route) route);
    }

    public Set<Route> getRoutes() {
      return routes.keySet();
    }
  }

  /** An application's own, which is not public. */
  private static final class OwnPool extends Pool {}

  /** A pool of the library's first version, which does not tell its routes. */
  public static final class OldPool {

    private final Inner pool = new Inner();

    /** What it is made of. */
    static final class Inner {
      final Map<Route, Object> routeToPool =
          new HashMap<>(Map.of(new Route(new Host("old", 80)), "connections"));
    }

    /** As the library's bridge method. */
    public Stats getStats(Object route) {
      return pool.routeToPool.containsKey((Route) route) ? new Stats(1, 4) : new Stats(0, 0);
    }
  }

  @BeforeEach
  void install() {
    asked =
        ClientPools.of(context)
            .probe(
                new ConnectionManagers(
                    List.of(Pool.class.getName(), OldPool.class.getName()),
                    Stats.class.getName(),
                    Route.class.getName(),
                    Host.class.getName()));
  }

  private void refresh() {
    context.refreshers().forEach(Runnable::run);
  }

  private double open(String host, int port, String state) {
    Gauge gauge =
        registry
            .find("http.client.open_connections")
            .tags("server_address", host, "server_port", Integer.toString(port))
            .tag("http_connection_state", state)
            .gauge();
    return gauge == null ? Double.NaN : gauge.value();
  }

  @Test
  void connections_ofAllPoolsToAServer_areAddedUp() {
    Pool first = new Pool().with("a", 80, 2, 1).with("b", 0, 1, 0);
    Pool second = new OwnPool().with("a", 80, 5, 4).with("a", 81, 0, 7);
    for (Pool pool : List.of(first, second, first)) {
      assertThat(asked.enter(pool, null, null)).isZero();
    }
    refresh();
    assertThat(open("a", 80, "idle")).isEqualTo(7);
    assertThat(open("a", 80, "used")).isEqualTo(5);
    assertThat(open("a", 81, "idle")).isZero();
    assertThat(open("a", 81, "used")).isEqualTo(7);
    assertThat(open("b", 443, "idle")).as("the scheme's own port").isEqualTo(1);

    second.routes.clear();
    first.with("a", 80, 0, 9);
    refresh();
    assertThat(open("a", 80, "idle")).isZero();
    assertThat(open("a", 80, "used")).isEqualTo(9);
    assertThat(open("a", 81, "used")).as("a pool that was closed").isZero();
  }

  @Test
  void pool_thatDoesNotTellItsRoutes_isReadByThem() {
    OldPool pool = new OldPool();
    asked.enter(pool, null, null);
    refresh();
    assertThat(open("old", 80, "idle")).isEqualTo(4);
    assertThat(open("old", 80, "used")).isEqualTo(1);
  }

  @Test
  void object_ofAnotherLibrary_isNotRead() {
    asked.enter("a text", null, null);
    asked.enter(null, null, null);
    refresh();
    assertThat(registry.find("http.client.open_connections").gauge()).isNull();
  }

  @Test
  void pools_beyondTheBound_areCountedByUse() {
    List<Pool> pools = new ArrayList<>();
    for (int i = 0; i < ClientPools.MAX_POOLS + 3; i++) {
      pools.add(new Pool().with("a", 80, 1, 0));
      asked.enter(pools.get(i), null, null);
    }
    asked.enter(pools.get(0), null, null);
    refresh();
    assertThat(open("a", 80, "idle")).isEqualTo(ClientPools.MAX_POOLS);
    assertThat(registry.get("sonde.overflow").tag("metric", "http_client_pools").counter().count())
        .isEqualTo(3);
    assertThat(pools).hasSize(ClientPools.MAX_POOLS + 3);
  }

  @Test
  void servers_beyondTheBound_areShownTogetherAndNotCountedAsCalls() {
    Pool first = new Pool();
    Pool second = new Pool();
    for (int i = 0; i < ServerTable.MAX_SERVERS / 2 + 1; i++) {
      first.with("first" + i, 80, 1, 0);
      second.with("second" + i, 80, 1, 0);
    }
    asked.enter(first, null, null);
    asked.enter(second, null, null);
    refresh();
    refresh();
    assertThat(
            registry
                .get("http.client.open_connections")
                .tags("server_address", ServerTable.OTHER, "http_connection_state", "idle")
                .gauge()
                .value())
        .isEqualTo(2);
    assertThat(registry.find("sonde.overflow").counters()).isEmpty();
    assertThat(List.of(first, second)).hasSize(2);
  }
}
