package io.sonde.exporters.http;

/**
 * One method of one path, matched exactly. A GET route answers HEAD as well.
 *
 * @param method upper case
 * @param path from the root, without query; {@code /*} at its end stands for one more segment, of
 *     letters and digits
 * @param access who may call it
 * @param handler what answers
 */
public record Route(String method, String path, Access access, Handler handler) {
  public Route {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a path starts with /: " + path);
    }
  }

  public static Route get(String path, Access access, Handler handler) {
    return new Route("GET", path, access, handler);
  }

  public static Route post(String path, Access access, Handler handler) {
    return new Route("POST", path, access, handler);
  }
}
