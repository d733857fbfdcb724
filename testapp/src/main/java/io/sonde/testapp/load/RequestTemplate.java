package io.sonde.testapp.load;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * A kind of request.
 *
 * @param route the pattern the server is expected to name it by
 * @param path path and query, made with random ids
 * @param body JSON, empty for none
 */
record RequestTemplate(
    String method,
    String route,
    Function<SplittableRandom, String> path,
    Function<SplittableRandom, String> body) {

  static RequestTemplate get(String route, Function<SplittableRandom, String> path) {
    return new RequestTemplate("GET", route, path, random -> "");
  }

  static RequestTemplate get(String route) {
    return get(route, random -> route);
  }

  /** Returns the bytes to send. */
  byte[] bytes(String hostHeader, SplittableRandom random) {
    StringBuilder request = new StringBuilder(256);
    request.append(method).append(' ').append(path.apply(random)).append(" HTTP/1.1\r\n");
    request.append("Host: ").append(hostHeader).append("\r\nUser-Agent: shop-load\r\n");
    String json = body.apply(random);
    if (!json.isEmpty()) {
      request.append("Content-Type: application/json\r\nContent-Length: ").append(json.length());
      request.append("\r\n");
    }
    request.append("\r\n").append(json);
    return request.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
