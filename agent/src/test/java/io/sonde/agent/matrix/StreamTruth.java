package io.sonde.agent.matrix;

import io.sonde.host.web.EchoEndpoint;
import io.sonde.testing.Exposition;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.assertj.core.api.SoftAssertions;

/**
 * What stays open: WebSocket sessions and streams of events of one web application, as its client
 * opens, uses and closes them, while the server's meters are looked at.
 */
final class StreamTruth {

  private static final String ROUTE = "http_route";
  private static final String ROOM = "/rooms/lobby";
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();
  private static final String SESSIONS = "websocket_server_active_sessions";
  private static final String MESSAGES = "websocket_server_messages_total";
  private static final String STREAMS = "http_server_active_event_streams";
  private static final String LENGTH = "http_server_event_stream_duration_seconds";
  private static final String DURATION = "http_server_request_duration_seconds";

  private final SoftAssertions soft;
  private final String sonde;
  private final int port;
  private final String path;
  private final Map<String, Long> outcomes;

  /**
   * The truth of an application.
   *
   * @param path of the application
   * @param outcomes of requests, to which those are added that are made here
   */
  StreamTruth(
      SoftAssertions soft, String sonde, int port, String path, Map<String, Long> outcomes) {
    this.soft = soft;
    this.sonde = sonde;
    this.port = port;
    this.path = path;
    this.outcomes = outcomes;
  }

  /**
   * One session talks, one is closed by the server, one is lost; each is seen while it is open.
   *
   * @param status that the servlet API tells of the handshake
   */
  void sockets(int status) {
    // the path of the application is known by the handshake
    sockets((status == 101 ? path : "") + EchoEndpoint.PATH, ROOM, path + "/* " + status);
  }

  /** As {@link #sockets(int)}, for handlers that match the template themselves. */
  void handlersSockets() {
    sockets(path + EchoEndpoint.PATH, ROOM);
  }

  /**
   * As {@link #sockets(int)}, for others.
   *
   * @param route that of the handshake too
   * @param endpoint path behind the application's
   */
  void sockets(String route, String endpoint) {
    sockets(route, endpoint, route + " 101");
  }

  private void sockets(String route, String endpoint, String handshake) {
    Exposition before = Exposition.fresh(sonde);
    HttpClient client = HttpClient.newHttpClient();
    Echo talking = new Echo(client, endpoint);
    Echo quiet = new Echo(client, endpoint);
    Echo lost = new Echo(client, endpoint);
    talking.says("text");
    talking.says(EchoEndpoint.ASYNC);
    talking.says(EchoEndpoint.PARTS);
    talking.socket.sendText("fragmented, first part ", false).join();
    talking.socket.sendText("and last", true).join();
    talking.hears("fragmented, first part and last");
    talking.socket.sendPing(ByteBuffer.wrap(new byte[] {1})).join();
    talking.socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).join();
    talking.hears("3 bytes");
    Exposition open =
        settled(
            metrics ->
                metrics.sum(SESSIONS, ROUTE, route) == 3
                    && messages(before, metrics, route).equals("4141"));
    soft.assertThat(open.sum(SESSIONS, ROUTE, route)).as("sessions of " + route).isEqualTo(3);
    soft.assertThat(messages(before, open, route)).as("messages of " + route).isEqualTo("4141");
    talking.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    talking.hears(Echo.CLOSED);
    quiet.socket.sendText(EchoEndpoint.CLOSE, true).join();
    quiet.hears(Echo.CLOSED);
    Exposition left = settled(metrics -> metrics.sum(SESSIONS, ROUTE, route) == 1);
    soft.assertThat(left.sum(SESSIONS, ROUTE, route)).as("session left").isEqualTo(1);
    lost.socket.abort();
    Exposition over = settled(metrics -> metrics.sum(SESSIONS, ROUTE, route) == 0);
    soft.assertThat(over.sum(SESSIONS, ROUTE, route)).as("sessions over").isZero();
    soft.assertThat(messages(before, over, route)).as("messages of " + route).isEqualTo("5141");
    outcomes.merge("GET " + handshake + " ", 3L, Long::sum);
  }

  /** A handler of Spring's, whose endpoint's path is that of the request. */
  void springSocket() {
    socket(path + "/talk/*", "/talk/4711");
  }

  /**
   * One session says one thing; there is no other.
   *
   * @param route that of the handshake too
   * @param endpoint path behind the application's
   */
  void socket(String route, String endpoint) {
    Exposition before = Exposition.fresh(sonde);
    Echo talking = new Echo(HttpClient.newHttpClient(), endpoint);
    talking.says("text");
    Exposition open =
        settled(
            metrics ->
                metrics.sum(SESSIONS, ROUTE, route) == 1
                    && messages(before, metrics, route).equals("1010"));
    soft.assertThat(open.sum(SESSIONS)).isEqualTo(1);
    soft.assertThat(open.sum(SESSIONS, ROUTE, route)).as("sessions of " + route).isEqualTo(1);
    soft.assertThat(messages(before, open, route)).as("messages of " + route).isEqualTo("1010");
    talking.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    talking.hears(Echo.CLOSED);
    Exposition over = settled(metrics -> metrics.sum(SESSIONS, ROUTE, route) == 0);
    soft.assertThat(over.sum(SESSIONS)).as("sessions over").isZero();
    outcomes.merge("GET " + route + " 101 ", 1L, Long::sum);
  }

  /**
   * That a text message, which is sent back, allocates nothing.
   *
   * @param endpoint path behind the application's
   */
  void messagesAllocateNothing(ProbeAllocations probes, String endpoint) throws Exception {
    Echo talking = new Echo(HttpClient.newHttpClient(), endpoint);
    probes.assertAllowed(
        soft,
        Map.of(),
        new ProbeAllocations.Call(path + endpoint, () -> talking.says("a message")));
    talking.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    talking.hears(Echo.CLOSED);
  }

  /** Text and binary messages that came, then those that went out. */
  private static String messages(Exposition before, Exposition after, String route) {
    StringBuilder counts = new StringBuilder();
    for (String direction : new String[] {"receive", "transmit"}) {
      for (String type : new String[] {"text", "binary"}) {
        String[] labels = {
          ROUTE, route, "network_io_direction", direction, "websocket_message_type", type
        };
        counts.append((long) (after.sum(MESSAGES, labels) - before.sum(MESSAGES, labels)));
      }
    }
    return counts.toString();
  }

  /** A stream is open until it is released; what it was as a request is known before. */
  void events() throws IOException {
    String route = path + "/events/*";
    stream(route, "begun", true);
    // known as a stream when it is over at the latest
    stream(route, "late", false);
    outcomes.merge("GET " + route + " 200 ", 2L, Long::sum);
    outcomes.merge("GET " + path + "/release 200 ", 2L, Long::sum);
  }

  /** A stream of Spring's, which sends nothing before it is seen to be open. */
  void springEvents() throws IOException {
    String route = path + "/orders/events/{id}";
    try (Socket socket = connect();
        Socket other = connect()) {
      ask(socket, path + "/orders/events/1");
      Exposition open = settled(metrics -> metrics.sum(STREAMS, ROUTE, route) == 1);
      soft.assertThat(open.sum(STREAMS, ROUTE, route)).as(route).isEqualTo(1);
      soft.assertThat(open.sum("http_server_active_requests")).as(route).isZero();
      ask(other, path + "/orders/emit/1");
      readUntil(other.getInputStream(), null);
      readUntil(socket.getInputStream(), null);
    }
    Exposition over = settled(metrics -> metrics.sum(LENGTH + "_count", ROUTE, route) == 1);
    soft.assertThat(over.sum(LENGTH + "_count", ROUTE, route)).as(route).isEqualTo(1);
    soft.assertThat(over.sum(STREAMS)).as(route).isZero();
    outcomes.merge("GET " + route + " 200 ", 1L, Long::sum);
    outcomes.merge("GET " + path + "/orders/emit/{id} 200 ", 1L, Long::sum);
  }

  private void stream(String route, String how, boolean isSeenOpen) throws IOException {
    Exposition before = Exposition.fresh(sonde);
    long askedNanos = System.nanoTime();
    long openNanos;
    long releasedNanos;
    try (Socket socket = connect()) {
      ask(socket, path + "/events/" + how);
      readUntil(socket.getInputStream(), "data: first");
      if (isSeenOpen) {
        Exposition open = settled(metrics -> metrics.sum(STREAMS, ROUTE, route) == 1);
        openNanos = System.nanoTime();
        soft.assertThat(open.sum(STREAMS, ROUTE, route)).as(route).isEqualTo(1);
      } else {
        openNanos = System.nanoTime();
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      releasedNanos = System.nanoTime();
      try (Socket other = connect()) {
        ask(other, path + "/release");
        readUntil(other.getInputStream(), null);
      }
      readUntil(socket.getInputStream(), null);
    }
    double streams = before.sum(LENGTH + "_count", ROUTE, route) + 1;
    Exposition over =
        settled(
            metrics ->
                metrics.sum(LENGTH + "_count", ROUTE, route) == streams
                    && metrics.sum(STREAMS, ROUTE, route) == 0);
    long overNanos = System.nanoTime();
    soft.assertThat(over.sum(STREAMS, ROUTE, route)).as(route).isZero();
    soft.assertThat(over.sum(LENGTH + "_count", ROUTE, route)).as(route).isEqualTo(streams);
    double length = added(before, over, LENGTH, route);
    soft.assertThat(length).isBetween(0.0, (overNanos - askedNanos) / 1e9);
    double request = added(before, over, DURATION, route);
    if (isSeenOpen) {
      soft.assertThat(length).isGreaterThanOrEqualTo((releasedNanos - openNanos) / 1e9 - 1e-6);
      soft.assertThat(request).isLessThanOrEqualTo((openNanos - askedNanos) / 1e9 + 1e-6);
    }
    // the stream's time and the request's are the client's, once
    soft.assertThat(length + request)
        .isBetween((releasedNanos - openNanos) / 1e9 - 1e-6, (overNanos - askedNanos) / 1e9 + 1e-6);
  }

  private static double added(Exposition before, Exposition after, String family, String route) {
    return after.sum(family + "_sum", ROUTE, route) - before.sum(family + "_sum", ROUTE, route);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  private static void ask(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads until a text has come; to the end, if it is null. */
  private static void readUntil(InputStream in, String text) throws IOException {
    StringBuilder read = new StringBuilder();
    int next = in.read();
    while (next >= 0) {
      read.append((char) next);
      if (text != null && read.toString().endsWith(text)) {
        return;
      }
      next = in.read();
    }
    if (text != null) {
      throw new IOException("no " + text + " in " + read);
    }
  }

  /** A scrape that shows what is expected, or the last one. */
  private Exposition settled(Predicate<Exposition> expected) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Exposition metrics = Exposition.fresh(sonde);
      if (expected.test(metrics) || System.nanoTime() > deadline) {
        return metrics;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** A session and what it heard. */
  private final class Echo implements WebSocket.Listener {

    static final String CLOSED = "closed";

    final WebSocket socket;
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();

    Echo(HttpClient client, String endpoint) {
      URI uri = URI.create("ws://127.0.0.1:" + port + path + endpoint);
      socket = client.newWebSocketBuilder().buildAsync(uri, this).join();
    }

    void says(String message) {
      socket.sendText(message, true).join();
      hears(message);
    }

    void hears(String message) {
      try {
        soft.assertThat(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(message);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
      text.append(data);
      if (isLast) {
        heard.add(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean isLast) {
      heard.add(data.remaining() + " bytes");
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      heard.add(CLOSED);
      return null;
    }
  }
}
