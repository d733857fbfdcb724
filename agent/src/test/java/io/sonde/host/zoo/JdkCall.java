package io.sonde.host.zoo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The JDK's HTTP client. */
final class JdkCall implements WebCall {

  private final HttpClient client = HttpClient.newHttpClient();

  @Override
  public int get(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
