package io.sonde.host.steady;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * An agent that tells whoever connects to it what Sonde's probes have allocated so far and how
 * often they were called. It prints {@code probes are metered at PORT}; until somebody connects for
 * the first time it does nothing.
 *
 * <p>Answer: both numbers, a space in between.
 */
public final class ProbeMeter {

  /** What its line begins with. */
  public static final String WORD = "probes are metered at ";

  private ProbeMeter() {}

  /** Called by the JVM. */
  public static void premain(String argument) throws IOException {
    ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> serve(server), "probe-meter");
    thread.setDaemon(true);
    thread.start();
    System.out.println(WORD + server.getLocalPort());
  }

  private static void serve(ServerSocket server) {
    boolean isInstalled = false;
    try {
      while (true) {
        try (Socket socket = server.accept();
            OutputStream out = socket.getOutputStream()) {
          if (!isInstalled) {
            // once: Sonde, which measures its probes, may put something before these now and then
            MeteredProbe.install();
            isInstalled = true;
          }
          String answer = MeteredProbe.bytes() + " " + MeteredProbe.calls();
          out.write(answer.getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException e) {
      e.printStackTrace();
    }
  }
}
