package io.sonde.host.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server for one client: its port tells the client's calls from those of others.
 *
 * <p>It answers {@code /ok} after a while, {@code /missing}, {@code /error}, {@code /redirect}; it
 * closes the connection of {@code /reset} and never answers {@code /never}.
 */
final class WebSite implements AutoCloseable {

  private static final int WORK_MILLIS = 10;

  private final HttpServer server;
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicLong workNanos = new AtomicLong();

  /** Released whenever a call comes that is never answered. */
  final Semaphore waiting = new Semaphore(0);

  WebSite() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(workers);
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url(String path) {
    return "http://localhost:" + port() + path;
  }

  /** How long the server worked on calls before it sent their headers. */
  long workNanos() {
    return workNanos.get();
  }

  /** A port that nothing listens at, nor can: it is taken by a socket that does not listen. */
  static Socket closedPort() throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return socket;
  }

  private void answer(HttpExchange exchange) throws IOException {
    final long start = System.nanoTime();
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      int status = 200;
      switch (exchange.getRequestURI().getPath()) {
        case "/missing" -> status = 404;
        case "/error" -> status = 500;
        case "/redirect" -> {
          status = 302;
          exchange.getResponseHeaders().set("Location", "/ok");
        }
        case "/reset" -> {
          return;
        }
        case "/never" -> {
          waiting.release();
          end.await();
          return;
        }
        default -> Thread.sleep(WORK_MILLIS);
      }
      workNanos.addAndGet(System.nanoTime() - start);
      byte[] body = "body".getBytes(StandardCharsets.UTF_8);
      boolean hasBody = !exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, hasBody ? body.length : -1);
      if (hasBody) {
        exchange.getResponseBody().write(body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    workers.shutdownNow();
  }
}
