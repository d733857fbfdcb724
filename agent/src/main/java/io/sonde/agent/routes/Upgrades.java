package io.sonde.agent.routes;

import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import org.jspecify.annotations.Nullable;

/**
 * The routes of requests that make their connections something else than HTTP, by the object that
 * stands for a request: from the technology that measures requests to the one that measures what
 * comes of their connections, where another thread may end the handshake than the handler's.
 *
 * <p>What nobody takes is dropped when the request's object is collected. At most 65,536 are held,
 * further ones are counted by the side table.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code routes}</td><td>concurrent</td><td>concurrent; whoever takes a route has it</td>
 * <td>none</td></tr>
 * </table>
 */
public final class Upgrades {

  private static final int MAX_UPGRADES = 65_536;

  private final WeakIdentityTable<RouteHandle> routes;

  private Upgrades(ProbeContext context) {
    routes = context.sideTable("http_upgrades", MAX_UPGRADES);
  }

  /** The one of a context: whichever technology is installed first makes it. */
  public static Upgrades of(ProbeContext context) {
    return context.shared(Upgrades.class, Upgrades::new);
  }

  /** The handshake of a request begins; of a full table it is not known. */
  public void begin(Object request, RouteHandle route) {
    boolean ignored = routes.add(request, route);
  }

  /** The route of a request whose handshake has ended, once; null if it is not known. */
  public @Nullable RouteHandle take(Object request) {
    return routes.remove(request);
  }
}
