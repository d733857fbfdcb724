package io.sonde.host.labels;

import com.sun.net.httpserver.HttpServer;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URL;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.cache.concurrent.ConcurrentMapCache;

/**
 * Uses {@value #NAMES} of everything that has a name, each once: routes, servers, executors,
 * statements, pools, caches, circuit breakers, retries, bulkheads and rate limiters. Then it says
 * {@code done}.
 */
public final class LabelsProgram {

  /** How many there are of each kind. */
  public static final int NAMES = 300;

  private static final int LETTERS = 26;

  /** What is forgotten when it is garbage, with what it counts by itself. */
  private static final List<Object> KEPT = new ArrayList<>();

  private LabelsProgram() {}

  public static void main(String[] arguments) throws Exception {
    request();
    execute();
    query();
    lease();
    cache();
    guard();
    System.out.println("done");
    while (System.in.read() >= 0) {
      // until the test has seen enough
    }
  }

  /** A name without digits, which some names are shown without. */
  private static String name(int number) {
    return "name" + (char) ('a' + number / LETTERS) + (char) ('a' + number % LETTERS);
  }

  /** Each request has a route of its own and, of the addresses of this machine, one of its own. */
  private static void request() throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress(0), 0);
    for (int i = 0; i < NAMES; i++) {
      server.createContext(
          "/" + name(i),
          exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
          });
    }
    server.start();
    int port = server.getAddress().getPort();
    for (int i = 0; i < NAMES; i++) {
      URL url = new URL("http://127.0." + (1 + i / 100) + "." + (1 + i % 100) + ":" + port);
      HttpURLConnection connection =
          (HttpURLConnection) new URL(url + "/" + name(i)).openConnection();
      try (InputStream answer = connection.getInputStream()) {
        if (connection.getResponseCode() != 204 || answer.read() >= 0) {
          throw new AssertionError(connection.getResponseCode());
        }
      }
      connection.disconnect();
    }
    server.stop(0);
  }

  private static void execute() throws InterruptedException {
    for (int i = 0; i < NAMES; i++) {
      String name = name(i);
      ThreadPoolExecutor pool =
          new ThreadPoolExecutor(
              1,
              1,
              1,
              TimeUnit.MINUTES,
              new LinkedBlockingQueue<>(),
              task -> new Thread(task, name + "-thread-1"));
      pool.execute(() -> {});
      pool.shutdown();
      if (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new AssertionError("still running");
      }
      try {
        pool.execute(() -> {});
        throw new AssertionError("not refused");
      } catch (RejectedExecutionException expected) {
        // it has ended
      }
    }
  }

  private static void query() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:statements", "sa", "");
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < NAMES; i++) {
        statement.execute("CREATE TABLE " + name(i) + " (id INT)");
      }
    }
  }

  private static void lease() throws Exception {
    for (int i = 0; i < NAMES; i++) {
      JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:leases", "sa", "");
      KEPT.add(pool);
      pool.getConnection().close();
    }
  }

  private static void cache() {
    for (int i = 0; i < NAMES; i++) {
      ConcurrentMapCache cache = new ConcurrentMapCache(name(i));
      KEPT.add(cache);
      cache.put("key", "value");
      if (cache.get("key") == null || cache.get("another") != null) {
        throw new AssertionError("not what was put");
      }
    }
  }

  private static void guard() {
    RateLimiterConfig config =
        RateLimiterConfig.custom()
            .limitForPeriod(10)
            .limitRefreshPeriod(Duration.ofHours(1))
            .timeoutDuration(Duration.ZERO)
            .build();
    for (int i = 0; i < NAMES; i++) {
      CircuitBreaker breaker = CircuitBreaker.ofDefaults(name(i));
      Retry retry = Retry.ofDefaults(name(i));
      Bulkhead bulkhead = Bulkhead.ofDefaults(name(i));
      RateLimiter limiter = RateLimiter.of(name(i), config);
      KEPT.addAll(List.of(breaker, retry, bulkhead, limiter));
      String ignored = breaker.executeSupplier(() -> "value");
      ignored = retry.executeSupplier(() -> "value");
      ignored = bulkhead.executeSupplier(() -> "value");
      ignored = limiter.executeSupplier(() -> "value");
    }
  }
}
