package io.sonde.agent.instrumentation.httpclient;

import io.sonde.agent.instrumentation.Overflow;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.bootstrap.SondeProbe;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The connection pools of HTTP clients that were used, and the gauges of their connections by
 * server: all pools of the JVM together.
 *
 * <p>{@link #refresh} reads the pools, on a thread of ours; the gauges show what it read last.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code listed[i]}</td><td>volatile</td><td>compare-and-set; a pool that two threads list
 * at the same time may be there twice and is read once</td><td>none</td></tr>
 * <tr><td>{@code shown}</td><td>refresh</td><td>refresh</td><td>confined to it</td></tr>
 * </table>
 */
public final class ClientPools {

  /** Pools that are read at the same time; uses of further ones are counted. */
  static final int MAX_POOLS = 64;

  private final ServerTable servers;
  private final Overflow refused;
  private final AtomicReferenceArray<@Nullable Listed> listed =
      new AtomicReferenceArray<>(MAX_POOLS);
  private final Set<ServerHandle> shown = new HashSet<>();

  private ClientPools(ProbeContext context) {
    servers = ClientCalls.of(context).servers();
    refused = new Overflow(context.registry(), "http_client_pools");
    context.beforeReading(this::refresh);
  }

  /** The one of a context. */
  public static ClientPools of(ProbeContext context) {
    return context.shared(ClientPools.class, ClientPools::new);
  }

  /** A probe for the method by which a connection is asked for. */
  public SondeProbe probe(ConnectionManagers managers) {
    return new Asked(managers);
  }

  /** A pool, and how it is read. */
  private record Listed(WeakReference<Object> pool, ConnectionManagers managers) {}

  private final class Asked extends SondeProbe {

    private final ConnectionManagers managers;

    Asked(ConnectionManagers managers) {
      this.managers = managers;
    }

    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      if (self != null) {
        list(self, managers);
      }
      return 0;
    }
  }

  private void list(Object pool, ConnectionManagers managers) {
    int free = -1;
    Listed gone = null;
    for (int i = 0; i < MAX_POOLS; i++) {
      Listed known = listed.get(i);
      if (known != null && known.pool.refersTo(pool)) {
        return;
      }
      if (free < 0 && (known == null || known.pool.refersTo(null))) {
        free = i;
        gone = known;
      }
      if (known == null) {
        // places are filled in order
        break;
      }
    }
    if (free < 0) {
      refused.increment();
    } else {
      // if another pool takes the place meanwhile, this one's next use lists it
      boolean ignored =
          listed.compareAndSet(free, gone, new Listed(new WeakReference<>(pool), managers));
    }
  }

  /** Reads every pool once. */
  private void refresh() {
    Map<ServerHandle, long[]> sums = new HashMap<>();
    IdentityHashMap<Object, Object> read = new IdentityHashMap<>();
    for (int i = 0; i < MAX_POOLS; i++) {
      Listed known = listed.get(i);
      Object pool = known == null ? null : known.pool.get();
      if (pool != null && read.put(pool, pool) == null) {
        known.managers.addTo(sums, pool, servers);
      }
    }
    for (ServerHandle server : shown) {
      if (!sums.containsKey(server)) {
        server.showConnections(0, 0);
      }
    }
    sums.forEach(
        (server, sum) -> {
          shown.add(server);
          server.showConnections(sum[0], sum[1]);
        });
  }
}
