package io.sonde.testapp.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;

/** Objects of an application as probes meet them: real ones where making them is easy. */
final class HostObjects {

  private static final String SQL = "select id, name from product where id = ?";

  /** One for all threads: a pool's own connection is what it lends. */
  private static final HikariDataSource DATA_SOURCE = new HikariDataSource();

  private static final ThreadPoolExecutor EXECUTOR =
      new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());

  static {
    DATA_SOURCE.setPoolName("bench-pool");
  }

  final Connection connection;
  final PreparedStatement statement;
  final HikariDataSource dataSource = DATA_SOURCE;
  final ThreadPoolExecutor executor = EXECUTOR;
  final HttpClient client = HttpClient.newHttpClient();
  final HttpRequest clientRequest =
      HttpRequest.newBuilder(URI.create("http://127.0.0.1:8080/payments")).build();
  final HttpResponse<String> clientResponse = new Answer(clientRequest);
  final HttpServletRequest request = ServletObjects.request("/products/*");
  final HttpServletResponse response = ServletObjects.response();

  long submittedNanos;
  long startedNanos;
  long endedNanos;

  HostObjects() throws SQLException {
    connection = DriverManager.getConnection("jdbc:h2:mem:bench;DB_CLOSE_DELAY=-1", "sa", "");
    try (java.sql.Statement plain = connection.createStatement()) {
      plain.execute("create table if not exists product (id int primary key, name varchar(20))");
    }
    long token = SondeHook.enter(ProbeId.JDBC_PREPARE, connection, SQL);
    statement = connection.prepareStatement(SQL);
    SondeHook.exit(ProbeId.JDBC_PREPARE, token, connection, SQL, statement, null);
  }

  private record Answer(HttpRequest request) implements HttpResponse<String> {

    @Override
    public int statusCode() {
      return 200;
    }

    @Override
    public Optional<HttpResponse<String>> previousResponse() {
      return Optional.empty();
    }

    @Override
    public HttpHeaders headers() {
      return request.headers();
    }

    @Override
    public String body() {
      return "";
    }

    @Override
    public Optional<SSLSession> sslSession() {
      return Optional.empty();
    }

    @Override
    public URI uri() {
      return request.uri();
    }

    @Override
    public HttpClient.Version version() {
      return HttpClient.Version.HTTP_1_1;
    }
  }
}
