package io.sonde.testapp.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Sends the shop the same ten requests over and over: reads of every kind, and one order, which is
 * paid for over HTTP and worked on by an executor.
 */
final class ShopClient implements AutoCloseable {

  private static final int CYCLE = 10;
  private static final long HIGHEST_NANOS = 60_000_000_000L;

  private final String shop;
  private final int connections;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  ShopClient(String shop, int connections) {
    this.shop = shop.endsWith("/") ? shop.substring(0, shop.length() - 1) : shop;
    this.connections = connections;
  }

  /** Sends requests one after the other on each connection, as fast as they are answered. */
  void send(int requests) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    inParallel(
        () -> {
          for (int i = next.getAndIncrement(); i < requests; i = next.getAndIncrement()) {
            exchange(i);
          }
          return null;
        });
  }

  /**
   * Sends requests at a constant rate; returns their latencies in nanoseconds, from the time at
   * which each was due.
   */
  Histogram sendAtRate(double perSecond, double seconds) throws InterruptedException {
    int requests = (int) (perSecond * seconds);
    AtomicInteger next = new AtomicInteger();
    Histogram latencies = new ConcurrentHistogram(HIGHEST_NANOS, 3);
    long startNanos = System.nanoTime() + 10_000_000;
    inParallel(
        () -> {
          for (int i = next.getAndIncrement(); i < requests; i = next.getAndIncrement()) {
            long dueNanos = startNanos + (long) (i * 1e9 / perSecond);
            for (long left = dueNanos - System.nanoTime();
                left > 0;
                left = dueNanos - System.nanoTime()) {
              LockSupport.parkNanos(left);
            }
            exchange(i);
            latencies.recordValue(Math.min(HIGHEST_NANOS, System.nanoTime() - dueNanos));
          }
          return null;
        });
    return latencies;
  }

  private void inParallel(Callable<Void> work) throws InterruptedException {
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      all.add(threads.submit(work));
    }
    for (Future<Void> one : all) {
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("the load failed", e.getCause());
      }
    }
  }

  private void exchange(int number) throws IOException {
    int id = 1 + number % 50;
    switch (number % CYCLE) {
      case 0 -> get("/products");
      case 3, 4 -> get("/orders/" + id);
      case 5 -> get("/customers/" + id);
      case 9 -> order(id);
      default -> get("/products/" + id);
    }
  }

  private void order(int id) throws IOException {
    String json =
        "{\"customerId\":" + id + ",\"items\":[{\"productId\":" + id + ",\"quantity\":1}]}";
    HttpURLConnection connection = open("/orders");
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    connection.setFixedLengthStreamingMode(body.length);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    }
    drain(connection);
  }

  private void get(String path) throws IOException {
    drain(open(path));
  }

  private HttpURLConnection open(String path) throws IOException {
    return (HttpURLConnection) URI.create(shop + path).toURL().openConnection();
  }

  /** Reads the answer to its end, so that the connection is used again. */
  private static void drain(HttpURLConnection connection) throws IOException {
    boolean failed = connection.getResponseCode() >= 400;
    try (InputStream in = failed ? connection.getErrorStream() : connection.getInputStream()) {
      byte[] buffer = new byte[8_192];
      while (in != null && in.read(buffer) >= 0) {
        // nothing is done with it
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
