package io.sonde.exporters.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request, read by its handler on the worker thread that handles it. */
public final class Request {
  /** The longest body that is read. */
  public static final int MAX_BODY_BYTES = 64 * 1024;

  private final HttpExchange exchange;
  private final DeadlineExecutor.@Nullable Deadline deadline;

  Request(HttpExchange exchange, DeadlineExecutor.@Nullable Deadline deadline) {
    this.exchange = exchange;
    this.deadline = deadline;
  }

  public String method() {
    return exchange.getRequestMethod();
  }

  /** The decoded path. */
  public String path() {
    return exchange.getRequestURI().getPath();
  }

  /** The query as it was sent, without the question mark, or null. */
  public @Nullable String rawQuery() {
    return exchange.getRequestURI().getRawQuery();
  }

  /** The first value of a query parameter, decoded, or null. */
  public @Nullable String parameter(String name) throws HttpProblem {
    List<String> values = parameters(name);
    return values.isEmpty() ? null : values.get(0);
  }

  /** All values of a query parameter, decoded. */
  public List<String> parameters(String name) throws HttpProblem {
    List<String> values = new ArrayList<>();
    String query = rawQuery();
    if (query == null) {
      return values;
    }
    for (int start = 0; start <= query.length(); ) {
      int end = query.indexOf('&', start);
      String pair = query.substring(start, end < 0 ? query.length() : end);
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (decoded(key).equals(name)) {
        values.add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
      start = end < 0 ? query.length() + 1 : end + 1;
    }
    return values;
  }

  private static String decoded(String text) throws HttpProblem {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw new HttpProblem(400, "Malformed query");
    }
  }

  /** The first value of a header, or null. */
  public @Nullable String header(String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  List<String> headers(String name) {
    List<String> values = exchange.getRequestHeaders().get(name);
    return values == null ? List.of() : values;
  }

  public InetAddress remoteAddress() {
    return exchange.getRemoteAddress().getAddress();
  }

  InetAddress localAddress() {
    return exchange.getLocalAddress().getAddress();
  }

  int localPort() {
    return exchange.getLocalAddress().getPort();
  }

  /** The value of a cookie, or null. */
  @Nullable String cookie(String name) {
    for (String header : headers("Cookie")) {
      for (String pair : header.split(";", -1)) {
        String cookie = pair.strip();
        if (cookie.startsWith(name + "=")) {
          return cookie.substring(name.length() + 1);
        }
      }
    }
    return null;
  }

  HttpExchange exchange() {
    return exchange;
  }

  /** Whether the client reads gzip. */
  public boolean acceptsGzip() {
    for (String header : headers("Accept-Encoding")) {
      for (String coding : header.split(",", -1)) {
        String[] parts = coding.split(";", -1);
        boolean refused = parts.length > 1 && parts[1].strip().matches("q=0(\\.0*)?");
        if (parts[0].strip().equalsIgnoreCase("gzip") && !refused) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * The body, at most {@link #MAX_BODY_BYTES}, which has to arrive within 5 s.
   *
   * @throws HttpProblem 413 if it is longer
   */
  public byte[] body() throws IOException {
    if (deadline != null) {
      deadline.bodyStarts();
    }
    InputStream stream = exchange.getRequestBody();
    byte[] body = stream.readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      throw new HttpProblem(413, "Body too long");
    }
    if (deadline != null) {
      deadline.bodyEnds();
    }
    return body;
  }

  /**
   * Gives this request more time than the usual 10 s, counted from now and at most {@link
   * DeadlineExecutor#LONGEST}: for a handler whose work is to wait, such as a profile.
   */
  public void extendDeadline(Duration time) {
    if (deadline != null) {
      deadline.extend(time);
    }
  }
}
