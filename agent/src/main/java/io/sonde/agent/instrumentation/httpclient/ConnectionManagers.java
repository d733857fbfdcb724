package io.sonde.agent.instrumentation.httpclient;

import io.sonde.agent.instrumentation.LibraryField;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads how many connections the pools of Apache's clients have, by route. The versions 4 and 5
 * have the same methods on types of other names; none of them is linked.
 *
 * <p>Each call takes the pool's lock for as long as it takes to count a route's connections.
 */
public final class ConnectionManagers {

  /** Routes of one pool that are read. */
  private static final int MAX_ROUTES = 1_000;

  private static final MethodType STATS =
      MethodType.methodType(Object.class, Object.class, Object.class);

  private final Set<String> managers;
  private final List<Getter> routes = new ArrayList<>();
  private final Getter leased;
  private final Getter available;
  private final Getter target;
  private final Getter host;
  private final Getter port;
  private final Getter scheme;
  private final LibraryField pool = new LibraryField("pool");
  private final LibraryField routeToPool = new LibraryField("routeToPool");

  private final ClassValue<@Nullable MethodHandle> stats =
      new ClassValue<>() {
        @Override
        protected @Nullable MethodHandle computeValue(Class<?> receiver) {
          return findStats(receiver);
        }
      };

  /**
   * Reads the managers of one version.
   *
   * @param managers binary names of the pools
   * @param stats binary name of {@code PoolStats}
   * @param route binary name of {@code HttpRoute}
   * @param host binary name of {@code HttpHost}
   */
  public ConnectionManagers(List<String> managers, String stats, String route, String host) {
    this.managers = Set.copyOf(managers);
    for (String manager : managers) {
      routes.add(Getter.ofObject(manager, "getRoutes"));
    }
    leased = Getter.ofInt(stats, "getLeased");
    available = Getter.ofInt(stats, "getAvailable");
    target = Getter.ofObject(route, "getTargetHost");
    this.host = Getter.ofObject(host, "getHostName");
    port = Getter.ofInt(host, "getPort");
    scheme = Getter.ofObject(host, "getSchemeName");
  }

  /**
   * Adds a pool's connections to those of its servers: how many are idle, and how many are used.
   */
  void addTo(Map<ServerHandle, long[]> sums, Object manager, ServerTable servers) {
    MethodHandle read = stats.get(manager.getClass());
    if (read == null) {
      return;
    }
    int left = MAX_ROUTES;
    for (Object route : routes(manager)) {
      Object address = target.get(route);
      ServerHandle server =
          servers.look(scheme.getText(address), host.getText(address), port.getInt(address));
      if (server != null && left-- > 0) {
        Object numbers = statsOf(read, manager, route);
        long[] sum = sums.computeIfAbsent(server, ignored -> new long[2]);
        sum[0] += available.getInt(numbers);
        sum[1] += leased.getInt(numbers);
      }
    }
  }

  private static @Nullable Object statsOf(MethodHandle read, Object manager, Object route) {
    try {
      return (Object) read.invokeExact(manager, route);
    } catch (Throwable closedOrOtherVersion) {
      return null;
    }
  }

  /** The routes that a pool has had connections to. */
  private Object[] routes(Object manager) {
    for (Getter getter : routes) {
      if (getter.get(manager) instanceof Collection<?> known) {
        return known.toArray();
      }
    }
    // the first versions do not tell; written under a lock that is not taken here
    if (routeToPool.get(pool.get(manager)) instanceof Map<?, ?> known) {
      try {
        return known.keySet().toArray();
      } catch (RuntimeException changedMeanwhile) {
        return new Object[0];
      }
    }
    return new Object[0];
  }

  private @Nullable MethodHandle findStats(Class<?> receiver) {
    for (Class<?> c = receiver; c != null; c = c.getSuperclass()) {
      if (managers.contains(c.getName())) {
        try {
          return MethodHandles.publicLookup()
              .unreflect(c.getMethod("getStats", Object.class))
              .asType(STATS);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError otherVersion) {
          return null;
        }
      }
    }
    return null;
  }
}
