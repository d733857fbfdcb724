package io.sonde.testapp.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** A target on this machine; no other is accepted. */
record LoopbackTarget(InetSocketAddress address, String hostHeader) {

  private static final int HTTP_PORT = 80;

  /**
   * Checks a base URL.
   *
   * @throws IllegalArgumentException if it is not plain HTTP, or a name or address other than
   *     loopback
   */
  static LoopbackTarget of(URI url) {
    if (!"http".equals(url.getScheme()) || url.getHost() == null) {
      throw new IllegalArgumentException(url + " is not a URL like http://127.0.0.1:8080");
    }
    int port = url.getPort() < 0 ? HTTP_PORT : url.getPort();
    try {
      InetAddress[] addresses = InetAddress.getAllByName(url.getHost());
      for (InetAddress address : addresses) {
        if (!address.isLoopbackAddress()) {
          throw new IllegalArgumentException(
              url
                  + " is not on this machine: only loopback targets (127.0.0.1, ::1, localhost) are allowed");
        }
      }
      return new LoopbackTarget(
          new InetSocketAddress(addresses[0], port), url.getHost() + ":" + port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(url + ": unknown host", e);
    }
  }
}
