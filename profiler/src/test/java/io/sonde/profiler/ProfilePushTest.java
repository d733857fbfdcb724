package io.sonde.profiler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The push against servers that fail, stall, refuse and come back. */
final class ProfilePushTest {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final ProfilePush.BackOff SHORT = new ProfilePush.BackOff(5, 20);

  private final HttpServer server;
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> headers = new CopyOnWriteArrayList<>();
  private volatile int status = 200;

  ProfilePushTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/push.v1.PusherService/Push",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          int answer = status;
          if (answer == 200) {
            bodies.add(body);
            headers.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            headers.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Scope-OrgID")));
          }
          exchange.sendResponseHeaders(answer, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void slices_whileTheServerFails_waitAndTheOldestGo() throws Exception {
    status = 503;
    ProfilePush push = new ProfilePush(options(server.getAddress().getPort()), SHORT);
    Thread thread = start(push);
    for (int i = 0; i < 20; i++) {
      push.offer(recording("method" + i));
    }
    await(push, now -> now.failed() >= 3);
    assertThat(push.status().dropped()).isEqualTo(20 - ProfilePush.MAX_SLICES);
    assertThat(push.status().queued()).isEqualTo(ProfilePush.MAX_SLICES);

    status = 200;
    await(push, now -> now.queued() == 0);

    assertThat(push.status().sent()).isEqualTo(ProfilePush.MAX_SLICES);
    assertThat(push.status().rejected()).isZero();
    assertThat(bodies).hasSize(ProfilePush.MAX_SLICES);
    assertThat(leaves(bodies.get(ProfilePush.MAX_SLICES - 1))).containsExactly("com.shop.method19");
    assertThat(bodies.get(0))
        .startsWith(
            "{\"series\":[{\"labels\":[{\"name\":\"__name__\",\"value\":\"process_cpu\"},"
                + "{\"name\":\"service_name\",\"value\":\"shop\"}],\"samples\":[{\"rawProfile\":");
    assertThat(headers).contains("Bearer t0ken", "tenant-1");
    end(push, thread);
  }

  @Test
  void slices_thatTheServerRefuses_areNotSentAgain() throws Exception {
    status = 400;
    ProfilePush push = new ProfilePush(options(server.getAddress().getPort()), SHORT);
    Thread thread = start(push);
    push.offer(recording("refused"));
    await(push, now -> now.queued() == 0);

    status = 200;
    push.offer(recording("taken"));
    await(push, now -> now.sent() == 1);

    assertThat(push.status()).isEqualTo(new PushStatus(1, 0, 1, 0, 0));
    end(push, thread);
  }

  /** The JDK would keep it, and find out too late that the server has closed it. */
  @Test
  void connection_thatTheServerLeavesOpen_isUsedForOneAttempt() throws Exception {
    try (ServerSocket keeping = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      keeping.setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
      ProfilePush push = new ProfilePush(options(keeping.getLocalPort()), SHORT);
      Thread thread = start(push);
      push.offer(recording("method"));
      for (int sent = 1; sent <= 3; sent++) {
        try (Socket connection = keeping.accept()) {
          takeRequest(connection.getInputStream());
          connection
              .getOutputStream()
              .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8));
          int now = sent;
          await(push, status -> status.sent() == now);
          push.offer(recording("next"));
          assertThat(connection.getInputStream().read()).as("after attempt %s", sent).isEqualTo(-1);
        }
      }
      assertThat(push.status()).isEqualTo(new PushStatus(3, 0, 0, 0, 1));
      end(push, thread);
    }
  }

  /** Reads a request to its end, and no byte more. */
  private static void takeRequest(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(UTF_8).endsWith("\r\n\r\n")) {
      int next = in.read();
      assertThat(next).as(head.toString(UTF_8)).isNotNegative();
      head.write(next);
    }
    Matcher length = Pattern.compile("(?i)content-length: *(\\d+)").matcher(head.toString(UTF_8));
    assertThat(length.find()).isTrue();
    int bytes = Integer.parseInt(length.group(1));
    assertThat(in.readNBytes(bytes)).hasSize(bytes);
  }

  @Test
  void slice_atAServerThatTakesNothing_isBrokenOffAndSentWhenItIsBack() throws Exception {
    byte[] large = new byte[12 << 20];
    new Random(1).nextBytes(large);
    Map<Event, byte[]> profiles = new EnumMap<>(Event.class);
    profiles.put(Event.CPU, large);
    int port;
    ProfilePush push;
    Thread thread;
    try (ServerSocket stalling = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      port = stalling.getLocalPort();
      push = new ProfilePush(options(port), SHORT);
      thread = start(push);
      push.offer(profiles);
      stalling.accept();
      long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
      while (push.status().failed() == 0 && System.nanoTime() < deadlineNanos) {
        push.breakStalled(0);
        Thread.sleep(5);
      }
      assertThat(push.status().failed()).isPositive();
    }
    HttpServer back =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    back.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    back.start();
    try {
      await(push, now -> now.sent() == 1);
      assertThat(push.status().dropped()).isZero();
    } finally {
      back.stop(0);
    }
    end(push, thread);
  }

  @Test
  void close_duringAStalledAttempt_endsTheThread() throws Exception {
    try (ServerSocket stalling = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      ProfilePush push = new ProfilePush(options(stalling.getLocalPort()), SHORT);
      Thread thread = start(push);
      push.offer(recording("late"));
      stalling.accept();
      end(push, thread);
    }
  }

  @Test
  void backOff_failuresInARow_doublesUpToItsBound() {
    ProfilePush.BackOff usual = new ProfilePush.BackOff(1_000, 30_000);

    assertThat(usual.millis(1)).isBetween(800L, 1_000L);
    assertThat(usual.millis(3)).isBetween(3_200L, 4_000L);
    assertThat(usual.millis(1_000)).isBetween(24_000L, 30_000L);
  }

  @Test
  void address_thatIsNoServers_isRefused() {
    for (String address :
        List.of("localhost:4040", "ftp://host", "http://user:pw@host", "http:/")) {
      assertThatThrownBy(() -> PushOptions.of(address, "shop", "", ""))
          .as(address)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(PushOptions.of("https://host:4040/", "shop", "", "").url())
        .hasToString("https://host:4040/push.v1.PusherService/Push");
  }

  private static PushOptions options(int port) {
    return PushOptions.of("http://127.0.0.1:" + port, "shop", "Bearer t0ken", "tenant-1");
  }

  private static Thread start(ProfilePush push) {
    Thread thread = new Thread(push);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void end(ProfilePush push, Thread thread) throws InterruptedException {
    push.close();
    thread.join(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
    assertThat(thread.isAlive()).isFalse();
  }

  private static void await(ProfilePush push, Predicate<PushStatus> condition)
      throws InterruptedException {
    long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.test(push.status())) {
      assertThat(System.nanoTime()).as(push.status().toString()).isLessThan(deadlineNanos);
      Thread.sleep(2);
    }
  }

  private static Set<String> leaves(String body) throws Exception {
    Matcher matcher = Pattern.compile("\"rawProfile\":\"([^\"]+)\"").matcher(body);
    assertThat(matcher.find()).isTrue();
    return PprofFile.read(Base64.getDecoder().decode(matcher.group(1))).leaves();
  }

  private static Recording recording(String method) {
    StackTree tree = new StackTree();
    int node = tree.child(StackTree.ROOT, "com/shop." + method, FrameKind.JAVA);
    tree.add(node, 3, 60_000_000);
    Map<Event, StackTree> stacks = new EnumMap<>(Event.class);
    stacks.put(Event.CPU, tree);
    Map<Event, Sampling> sampling = new EnumMap<>(Event.class);
    sampling.put(
        Event.CPU,
        new Sampling("test", 20_000_000, Event.IntervalUnit.NANOSECONDS, "samples", "none"));
    return new Recording(stacks, sampling, new Window(0, 60_000, 60_000_000_000L), null);
  }
}
