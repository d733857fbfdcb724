package io.sonde.host.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server that says the same to everybody at once, and makes no object for it. */
final class SteadySite {

  private static final byte[] RESPONSE =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nbody"
          .getBytes(StandardCharsets.US_ASCII);

  private static final int END_OF_HEADERS = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';

  private final ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());

  SteadySite() throws IOException {
    start(this::accept);
  }

  String url() {
    return "http://localhost:" + listener.getLocalPort() + "/steady";
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        start(() -> serve(socket));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void serve(Socket accepted) {
    try (Socket socket = accepted) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[8_192];
      int last = 0;
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        for (int i = 0; i < count; i++) {
          last = last << 8 | buffer[i];
          if (last == END_OF_HEADERS) {
            socket.getOutputStream().write(RESPONSE);
          }
        }
      }
    } catch (IOException e) {
      // the client has gone
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "site");
    thread.setDaemon(true);
    thread.start();
  }
}
