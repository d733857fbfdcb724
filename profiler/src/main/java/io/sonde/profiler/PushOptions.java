package io.sonde.profiler;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where continuous profiles are pushed to.
 *
 * @param url the receiving path of a Pyroscope server
 * @param labels of all profiles; {@code service_name} among them
 * @param authorization value of the header {@code Authorization}, or empty
 * @param tenant value of the header {@code X-Scope-OrgID}, or empty
 */
public record PushOptions(
    URL url, Map<String, String> labels, String authorization, String tenant) {

  private static final String PATH = "/push.v1.PusherService/Push";

  /** Copies the labels. */
  public PushOptions {
    labels = new TreeMap<>(labels);
  }

  /**
   * Reads options from text.
   *
   * @param server address of a Pyroscope server, {@code http} or {@code https}, without the path
   * @throws IllegalArgumentException if it is no such address
   */
  public static PushOptions of(String server, String service, String authorization, String tenant) {
    try {
      URI uri = new URI(server.endsWith("/") ? server.substring(0, server.length() - 1) : server);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if (uri.getHost() == null
          || uri.getRawUserInfo() != null
          || !(scheme.equals("http") || scheme.equals("https"))) {
        throw new IllegalArgumentException("it is no http or https address of a server");
      }
      return new PushOptions(
          new URL(uri + PATH), Map.of("service_name", service), authorization, tenant);
    } catch (URISyntaxException | MalformedURLException e) {
      throw new IllegalArgumentException("it is no address", e);
    }
  }
}
