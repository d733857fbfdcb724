package io.sonde.host.zoo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application with a driver, a pool, an executor, an HTTP server and a client. Every line that
 * it reads makes it call itself {@link #CALLS} times; every call hands a task over that takes a
 * connection and sends one query. It prints {@code round N} when the calls of a line are answered
 * and ends with its stdin.
 *
 * <p>Argument: {@code apache} or {@code jdk}, the client.
 */
public final class ZooApplication {

  /** Calls of a round. */
  public static final int CALLS = 10;

  /** Where the server answers. */
  public static final String PATH = "/zoo";

  /** What the pool is called. */
  public static final String POOL = "zoo-pool";

  /** What the executor's threads are called, before their number. */
  public static final String WORKERS = "zoo-worker";

  private static final String URL =
      "jdbc:h2:mem:zoo;DB_CLOSE_DELAY=-1;INIT=CREATE TABLE IF NOT EXISTS animal(id INT)";

  private final HikariDataSource pool;
  private final ExecutorService workers;

  private ZooApplication() {
    HikariConfig configuration = new HikariConfig();
    configuration.setPoolName(POOL);
    configuration.setDriverClassName("org.h2.Driver");
    configuration.setJdbcUrl(URL);
    configuration.setMaximumPoolSize(2);
    pool = new HikariDataSource(configuration);
    AtomicInteger number = new AtomicInteger();
    workers =
        Executors.newFixedThreadPool(
            2,
            task -> {
              Thread thread = new Thread(task, WORKERS + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Runs until stdin ends. */
  public static void main(String[] arguments) throws Exception {
    ZooApplication application = new ZooApplication();
    WebCall client = arguments[0].equals("apache") ? new ApacheCall() : new JdkCall();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(PATH, application::serve);
    server.start();
    int port = server.getAddress().getPort();
    System.out.println("port " + port);
    System.out.println("loader " + loaderOf(HikariDataSource.class));
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int rounds = 0;
    while (lines.readLine() != null) {
      for (int i = 0; i < CALLS; i++) {
        int status = client.get("http://127.0.0.1:" + port + PATH);
        if (status != 200) {
          throw new IllegalStateException("status " + status);
        }
      }
      rounds++;
      System.out.println("round " + rounds);
    }
    System.exit(0);
  }

  private static String loaderOf(Class<?> type) {
    return type.getClassLoader().getClass().getName();
  }

  private void serve(HttpExchange exchange) throws IOException {
    CompletableFuture<Integer> animals = new CompletableFuture<>();
    workers.execute(
        () -> {
          try {
            animals.complete(count());
          } catch (SQLException | RuntimeException | LinkageError e) {
            animals.completeExceptionally(e);
          }
        });
    byte[] body;
    try {
      body = animals.join().toString().getBytes(StandardCharsets.UTF_8);
    } catch (RuntimeException e) {
      e.printStackTrace();
      throw e;
    }
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private int count() throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement query = connection.prepareStatement("SELECT COUNT(*) FROM animal");
        ResultSet rows = query.executeQuery()) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
