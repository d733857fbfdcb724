package io.sonde.agent.instrumentation.httpclient;

import java.net.URI;
import java.net.URL;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The {@link ServerHandle}s seen so far, found by host and port without allocation and without
 * resolving a name.
 *
 * <p>At most {@code maxServers} are told apart; later ones share one whose address is {@code
 * other}, and their calls are counted.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code chains[i]}</td><td>volatile</td><td>compare-and-set; links are immutable and stay
 * </td><td>none</td></tr>
 * <tr><td>{@code byNumber[i]}</td><td>volatile</td><td>volatile, once, before the link is
 * published</td><td>none</td></tr>
 * <tr><td>{@code servers}</td><td>volatile</td><td>atomic</td><td>none</td></tr>
 * </table>
 */
public final class ServerTable {

  /** Servers that are told apart. */
  static final int MAX_SERVERS = 1_000;

  /** The label value of servers beyond the bound. */
  static final String OTHER = "other";

  private static final int CHAINS = 1 << 9;

  private final int maxServers;
  private final ClientMeters meters;
  private final ServerHandle overflow;
  private final AtomicReferenceArray<@Nullable ServerHandle> byNumber;
  private final AtomicReferenceArray<@Nullable Link> chains = new AtomicReferenceArray<>(CHAINS);
  private final AtomicInteger servers = new AtomicInteger();

  ServerTable(int maxServers, ClientMeters meters) {
    this.maxServers = maxServers;
    this.meters = meters;
    this.overflow = new ServerHandle(maxServers, OTHER, 0, meters);
    this.byNumber = new AtomicReferenceArray<>(maxServers + 1);
    this.byNumber.set(maxServers, overflow);
  }

  /** The server of a URL, null if it names none. */
  public @Nullable ServerHandle find(@Nullable URL url) {
    if (url == null) {
      return null;
    }
    int port = url.getPort();
    return find(url.getHost(), port > 0 ? port : url.getDefaultPort());
  }

  /** The server of an http or https URI, null if it names none. */
  public @Nullable ServerHandle find(@Nullable URI uri) {
    if (uri == null) {
      return null;
    }
    return find(uri.getScheme(), uri.getHost(), uri.getPort());
  }

  /**
   * The server of an http or https address, null if it names none.
   *
   * @param scheme null counts as http
   * @param port at most 0 for the scheme's own
   */
  public @Nullable ServerHandle find(@Nullable String scheme, @Nullable String host, int port) {
    return find(host, portOf(scheme, port));
  }

  /**
   * As {@link #find(String, String, int)}, for a reading and not for a call: nothing is counted.
   */
  @Nullable ServerHandle look(@Nullable String scheme, @Nullable String host, int port) {
    return find(host, portOf(scheme, port), false);
  }

  private static int portOf(@Nullable String scheme, int port) {
    return port > 0 ? port : "https".equalsIgnoreCase(scheme) ? 443 : 80;
  }

  /** The server with a number that was read from {@link ServerHandle#number()}. */
  public @Nullable ServerHandle byNumber(long number) {
    return number >= 0 && number < byNumber.length() ? byNumber.get((int) number) : null;
  }

  private @Nullable ServerHandle find(@Nullable String address, int port) {
    return find(address, port, true);
  }

  private @Nullable ServerHandle find(@Nullable String address, int port, boolean isCall) {
    if (address == null || address.isEmpty()) {
      return null;
    }
    String host = withoutBrackets(address);
    int hash = host.hashCode() * 31 + port;
    int index = (hash ^ (hash >>> 9) ^ (hash >>> 18)) & (CHAINS - 1);
    ServerHandle created = null;
    while (true) {
      Link head = chains.get(index);
      for (Link link = head; link != null; link = link.next) {
        if (link.handle.matches(host, port)) {
          return link.handle;
        }
      }
      if (created == null) {
        int number = servers.get() < maxServers ? servers.getAndIncrement() : maxServers;
        if (number >= maxServers) {
          if (isCall) {
            meters.refuseServer();
          }
          overflow.showActive();
          return overflow;
        }
        created = new ServerHandle(number, host, port, meters);
        byNumber.set(number, created);
      }
      if (chains.compareAndSet(index, head, new Link(created, head))) {
        // shown last: of two handles made at the same time one counts
        created.showActive();
        return created;
      }
    }
  }

  /** Some clients write an IPv6 address in brackets, others do not. */
  private static String withoutBrackets(String host) {
    return host.charAt(0) == '[' && host.endsWith("]")
        ? host.substring(1, host.length() - 1)
        : host;
  }

  private record Link(ServerHandle handle, @Nullable Link next) {}
}
