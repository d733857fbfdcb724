package io.sonde.testapp.browser;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/**
 * An application whose every name is one of the {@link Payloads}: routes, tables, connection pools,
 * threads, headers. Each route runs a statement on a table, on a connection of a pool, and a task
 * of a thread pool.
 */
final class HostileProgram extends HttpServlet {
  private static final long serialVersionUID = 1;

  /** Kept, because a logger without a strong reference forgets its level. */
  private static final List<Logger> QUIET_LOGGERS =
      List.of(Logger.getLogger("org.apache.catalina"), Logger.getLogger("org.apache.coyote"));

  private final String payload;
  private final transient HikariDataSource pool;
  private final transient ExecutorService executor;

  private HostileProgram(String payload) throws SQLException {
    this.payload = payload;
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:h2:mem:hostile;DB_CLOSE_DELAY=-1");
    config.setUsername("sa");
    config.setPoolName(payload);
    config.setMaximumPoolSize(1);
    this.pool = new HikariDataSource(config);
    this.executor = Executors.newFixedThreadPool(1, task -> new Thread(task, payload + "-1"));
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table " + table() + " (id int)");
    }
  }

  private String table() {
    return '"' + payload.replace("\"", "\"\"") + '"';
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeQuery("select * from " + table()).close();
      executor.submit(() -> payload.length()).get(1, TimeUnit.MINUTES);
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  public static void main(String[] arguments) throws Exception {
    QUIET_LOGGERS.forEach(logger -> logger.setLevel(Level.WARNING));
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("hostile").toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setProperty("relaxedPathChars", "\"<>[]\\^`{|}");
    Context context = tomcat.addContext("", null);
    List<String> payloads = Payloads.all();
    for (int i = 0; i < payloads.size(); i++) {
      String name = "servlet" + i;
      Tomcat.addServlet(context, name, new HostileProgram(payloads.get(i)));
      context.addServletMapping("/" + payloads.get(i), name);
    }
    tomcat.start();
    int port = tomcat.getConnector().getLocalPort();
    int served = 0;
    for (String payload : payloads) {
      served += exchange(port, payload) ? 1 : 0;
    }
    System.out.println("served " + served);
    // the test reads the pages and then ends this process
    Thread.sleep(300_000);
  }

  /** One request whose path, query and headers are the payload. */
  private static boolean exchange(int port, String payload) throws IOException {
    String path = encoded(payload);
    String request =
        "GET /" + path + "?q=" + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n";
    for (String header : List.of("User-Agent", "Referer", "X-Forwarded-For", "traceparent")) {
      request += header + ": " + payload + "\r\n";
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.UTF_8));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return answer.startsWith("HTTP/1.1 200");
    }
  }

  /** Percent-encoded but for slashes, which Tomcat takes only as they are. */
  private static String encoded(String text) {
    StringBuilder path = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      path.append(b == '/' ? "/" : String.format("%%%02X", b));
    }
    return path.toString();
  }
}
