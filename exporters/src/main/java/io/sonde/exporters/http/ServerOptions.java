package io.sonde.exporters.http;

import java.util.Set;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * What can be set about the server.
 *
 * @param bindAddress an address of this machine; anything but loopback needs a token
 * @param port the first port to try; 0 for any free one
 * @param spareTries how many ports after it are tried if it is taken
 * @param allowedHosts names, beside the usual ones, that a {@code Host} header may carry
 * @param token for control and, beyond loopback, reading; null for none
 * @param tokenForReads whether reading needs the token on loopback, too
 * @param control whether routes that change state answer at all
 * @param threads makes every worker thread; the server names them and makes them daemons
 */
public record ServerOptions(
    String bindAddress,
    int port,
    int spareTries,
    Set<String> allowedHosts,
    @Nullable AccessToken token,
    boolean tokenForReads,
    boolean control,
    ThreadFactory threads) {

  public static final int DEFAULT_PORT = 9495;

  public ServerOptions {
    allowedHosts = Set.copyOf(allowedHosts);
  }

  /** Loopback, port 9495 or one of the next 20, no token, so no control. */
  public static ServerOptions defaults(ThreadFactory threads) {
    return new ServerOptions("127.0.0.1", DEFAULT_PORT, 20, Set.of(), null, false, true, threads);
  }

  public ServerOptions withBindAddress(String address) {
    return new ServerOptions(
        address, port, spareTries, allowedHosts, token, tokenForReads, control, threads);
  }

  public ServerOptions withPort(int wanted) {
    return new ServerOptions(
        bindAddress, wanted, spareTries, allowedHosts, token, tokenForReads, control, threads);
  }

  public ServerOptions withSpareTries(int tries) {
    return new ServerOptions(
        bindAddress, port, tries, allowedHosts, token, tokenForReads, control, threads);
  }

  public ServerOptions withAllowedHosts(Set<String> hosts) {
    return new ServerOptions(
        bindAddress, port, spareTries, hosts, token, tokenForReads, control, threads);
  }

  public ServerOptions withToken(@Nullable AccessToken newToken) {
    return new ServerOptions(
        bindAddress, port, spareTries, allowedHosts, newToken, tokenForReads, control, threads);
  }

  public ServerOptions withTokenForReads(boolean needed) {
    return new ServerOptions(
        bindAddress, port, spareTries, allowedHosts, token, needed, control, threads);
  }

  public ServerOptions withControl(boolean allowed) {
    return new ServerOptions(
        bindAddress, port, spareTries, allowedHosts, token, tokenForReads, allowed, threads);
  }
}
