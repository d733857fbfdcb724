package io.sonde.testapp.truth;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Clients of a shop, each of which asks, waits for the answer, pauses and asks again. */
final class ShopClients implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<String> failure = new AtomicReference<>("");
  private volatile boolean isClosed;

  ShopClients(String url) {
    this.url = url;
  }

  /**
   * Starts a client.
   *
   * @param pauseMillis after each answer
   * @param targets asked for in turn; {@code POST:/path} sends an order
   */
  void ask(int pauseMillis, String... targets) {
    AtomicInteger turn = new AtomicInteger();
    Thread thread =
        new Thread(
            () -> {
              while (!isClosed) {
                answer(targets[turn.getAndIncrement() % targets.length]);
                LockSupport.parkNanos(pauseMillis * 1_000_000L);
              }
            },
            "shop-client-" + threads.size());
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void answer(String target) {
    boolean isPost = target.startsWith("POST:");
    String path = isPost ? target.substring("POST:".length()) : target;
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
    if (isPost) {
      String order = "{\"customerId\":7,\"items\":[{\"productId\":3,\"quantity\":1}]}";
      request.header("Content-Type", "application/json");
      request.POST(HttpRequest.BodyPublishers.ofString(order));
    }
    try {
      HttpResponse<Void> response =
          http.send(request.build(), HttpResponse.BodyHandlers.discarding());
      // a full queue or pool is answered so
      if (response.statusCode() >= 400 && response.statusCode() != 503) {
        failure.compareAndSet("", target + ": " + response.statusCode());
      }
    } catch (IOException e) {
      if (!isClosed) {
        failure.compareAndSet("", target + ": " + e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The first answer that should not be; empty if there was none. */
  String failure() {
    return String.valueOf(failure.get());
  }

  @Override
  public void close() throws InterruptedException {
    isClosed = true;
    for (Thread thread : threads) {
      thread.join(TIMEOUT.toMillis());
    }
  }
}
