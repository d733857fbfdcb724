package io.sonde.exporters.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** A server on a free port and a client that says exactly what it is told to. */
public final class TestServer implements AutoCloseable {
  private static final int READ_MILLIS = 30_000;

  private final SondeServer server;

  private TestServer(SondeServer server) {
    this.server = server;
  }

  public static TestServer start(List<Route> routes) {
    return start(routes, options -> options);
  }

  static TestServer start(List<Route> routes, UnaryOperator<ServerOptions> configure) {
    return start(routes, configure, DeadlineExecutor.Deadlines.STANDARD);
  }

  static TestServer start(
      List<Route> routes,
      UnaryOperator<ServerOptions> configure,
      DeadlineExecutor.Deadlines limits) {
    ServerOptions options =
        configure.apply(ServerOptions.defaults(task -> new Thread(task)).withPort(0));
    ServerStart start = SondeServer.start(options, routes, limits);
    return new TestServer(Objects.requireNonNull(start.server(), start.warnings().toString()));
  }

  static DeadlineExecutor.Deadlines limits(long headMillis, long bodyMillis, long totalMillis) {
    return new DeadlineExecutor.Deadlines(
        Duration.ofMillis(headMillis),
        Duration.ofMillis(bodyMillis),
        Duration.ofMillis(totalMillis));
  }

  SondeServer server() {
    return server;
  }

  public int port() {
    return server.port();
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(READ_MILLIS);
    return socket;
  }

  /** Sends raw text and returns all that comes back until the server closes. */
  String raw(String request) throws IOException {
    return new String(rawBytes(request), StandardCharsets.ISO_8859_1);
  }

  private byte[] rawBytes(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      return in.readAllBytes();
    }
  }

  /** One request with the usual Host, and more header lines as given. */
  public String request(String method, String target, String... headers) throws IOException {
    StringBuilder request = new StringBuilder();
    request.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    request.append("Host: localhost:").append(port()).append("\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return raw(request.append("Connection: close\r\n\r\n").toString());
  }

  public static int status(String response) {
    return response.isEmpty() ? 0 : Integer.parseInt(response.substring(9, 12));
  }

  /** The body of an answer, its chunks put together. */
  public static String body(String response) {
    int end = response.indexOf("\r\n\r\n");
    String rest = response.substring(end + 4);
    if (!response.substring(0, end).toLowerCase(java.util.Locale.ROOT).contains("chunked")) {
      return rest;
    }
    StringBuilder body = new StringBuilder();
    for (int at = 0; ; ) {
      int lineEnd = rest.indexOf("\r\n", at);
      int length = Integer.parseInt(rest.substring(at, lineEnd), 16);
      if (length == 0) {
        return body.toString();
      }
      body.append(rest, lineEnd + 2, lineEnd + 2 + length);
      at = lineEnd + 2 + length + 2;
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
