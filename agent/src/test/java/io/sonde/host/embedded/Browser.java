package io.sonde.host.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A client that sends the same request again and again, and makes no object for it. */
final class Browser {

  private static final byte[] REQUEST =
      "GET /steady/page HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] BODY = "body".getBytes(StandardCharsets.US_ASCII);

  private static final int END = 'b' << 24 | 'o' << 16 | 'd' << 8 | 'y';

  private final int port;
  private final byte[] buffer = new byte[8_192];
  private @Nullable Socket connection;

  Browser(int port) {
    this.port = port;
  }

  /** What the server answers. */
  static byte[] body() {
    return BODY;
  }

  /** Sends the request and reads the response. */
  Browser get() throws IOException {
    Socket socket = connection;
    if (socket == null) {
      // not before: a server closes what is idle
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      connection = socket;
    }
    socket.getOutputStream().write(REQUEST);
    InputStream in = socket.getInputStream();
    int last = 0;
    while (last != END) {
      int count = in.read(buffer);
      if (count < 0) {
        throw new AssertionError("the server has closed the connection");
      }
      for (int i = 0; i < count; i++) {
        last = last << 8 | buffer[i];
      }
    }
    if (buffer[9] != '2') {
      throw new AssertionError("not found");
    }
    return this;
  }
}
