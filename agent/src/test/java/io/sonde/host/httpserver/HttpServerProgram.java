package io.sonde.host.httpserver;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Serves and sends requests and prints what came of them.
 *
 * <p>Lines: {@code outcome <method> <route> <status or -> <error or -> <count>}, {@code times
 * <nanoseconds inside all handlers> <nanoseconds around all exchanges>}, {@code done}. Then it
 * waits for the end of its input.
 */
public final class HttpServerProgram {

  private static final int ROUNDS = 5;
  private static final long DELAY_NANOS = 2_000_000;

  private static final Map<String, Integer> OUTCOMES = new TreeMap<>();
  private static final AtomicLong INNER_NANOS = new AtomicLong();
  private static final AtomicLong OUTER_NANOS = new AtomicLong();

  /** What remains to be done once the exchange that the thread is in has been left. */
  private static final ThreadLocal<Runnable> AFTERWARDS = new ThreadLocal<>();

  private HttpServerProgram() {}

  /** What a context does. */
  private interface Work {
    void on(HttpExchange exchange) throws IOException;
  }

  public static void main(String[] arguments) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    // one with threads of its own and one that serves on the thread that reads
    HttpServer pooled = serve();
    pooled.setExecutor(task -> threads.execute(() -> timed(task)));
    HttpServer single = serve();
    single.setExecutor(HttpServerProgram::timed);
    for (HttpServer server : new HttpServer[] {pooled, single}) {
      server.start();
      for (int round = 0; round < ROUNDS; round++) {
        requests(server.getAddress().getPort());
      }
      server.stop(0);
    }
    threads.shutdown();
    if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("still serving");
    }
    OUTCOMES.forEach((outcome, count) -> System.out.println("outcome " + outcome + " " + count));
    System.out.println("times " + INNER_NANOS.get() + " " + OUTER_NANOS.get());
    System.out.println("done");
    while (System.in.read() >= 0) {
      // until the test has seen enough
    }
  }

  private static void timed(Runnable exchange) {
    long start = System.nanoTime();
    exchange.run();
    OUTER_NANOS.addAndGet(System.nanoTime() - start);
    Runnable afterwards = AFTERWARDS.get();
    if (afterwards != null) {
      AFTERWARDS.remove();
      new Thread(afterwards).start();
    }
  }

  private static HttpServer serve() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    context(server, "/", exchange -> answer(exchange, 404));
    context(server, "/orders", exchange -> answer(exchange, 200));
    context(server, "/broken", exchange -> answer(exchange, 500));
    context(
        server,
        "/throw",
        exchange -> {
          throw new IllegalStateException("before the response");
        });
    context(
        server,
        "/late",
        exchange -> {
          answer(exchange, 200);
          throw new IOException("after the response");
        });
    context(server, "/elsewhere", HttpServerProgram::answerElsewhere);
    server
        .createContext("/filtered", exchange -> inside(exchange, e -> answer(e, 200)))
        .getFilters()
        .addAll(List.of(Filter.afterHandler("after", e -> {}), new Pass()));
    server.createContext("/gate", exchange -> answer(exchange, 200)).getFilters().add(new Gate());
    return server;
  }

  private static void context(HttpServer server, String path, Work work) {
    server.createContext(path, exchange -> inside(exchange, work));
  }

  private static void inside(HttpExchange exchange, Work work) throws IOException {
    long start = System.nanoTime();
    LockSupport.parkNanos(DELAY_NANOS);
    try {
      work.on(exchange);
    } finally {
      INNER_NANOS.addAndGet(System.nanoTime() - start);
    }
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  /** The response comes from another thread once the exchange has been left. */
  private static void answerElsewhere(HttpExchange exchange) {
    AFTERWARDS.set(
        () -> {
          try {
            answer(exchange, 200);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void requests(int port) throws IOException {
    request(port, "GET", "/orders", "/orders 200 -");
    request(port, "GET", "/orders/4711?a=b", "/orders 200 -");
    request(port, "POST", "/orders", "/orders 200 -");
    request(port, "BREW", "/orders", "/orders 200 -");
    request(port, "GET", "/unknown", "/* 404 -");
    request(port, "GET", "/broken", "/broken 500 500");
    request(port, "GET", "/throw", "/throw - java.lang.IllegalStateException");
    request(port, "GET", "/late", "/late 200 java.io.IOException");
    request(port, "GET", "/elsewhere", "/elsewhere - -");
    request(port, "GET", "/filtered", "/filtered 200 -");
    request(port, "GET", "/gate", "/gate 403 -");
  }

  private static void request(int port, String method, String path, String meaning)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String head =
          method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      byte[] ignored = socket.getInputStream().readAllBytes();
    }
    String known = method.equals("BREW") ? "_OTHER" : method;
    OUTCOMES.merge(known + " " + meaning, 1, Integer::sum);
  }

  /** A filter that lets everything pass. */
  private static final class Pass extends Filter {

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
      chain.doFilter(exchange);
    }

    @Override
    public String description() {
      return "pass";
    }
  }

  /** A filter that answers by itself. */
  private static final class Gate extends Filter {

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
      inside(exchange, e -> answer(e, 403));
    }

    @Override
    public String description() {
      return "gate";
    }
  }
}
