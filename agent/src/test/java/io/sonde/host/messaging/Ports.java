package io.sonde.host.messaging;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that must be told one. */
final class Ports {

  /** Below what systems give to outgoing connections: nobody else gets them by chance. */
  private static final int FIRST = 20_000;

  private static final int COUNT = 10_000;
  private static final int TRIES = 1_000;

  private Ports() {}

  /** A port of the loopback interface that nobody listens on. */
  static int free() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      int port = FIRST + ThreadLocalRandom.current().nextInt(COUNT);
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (BindException taken) {
        // the next one
      }
    }
    throw new IOException("no free port");
  }
}
