package io.sonde.host.client;

import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The JDK's clients. */
final class JdkClients {

  private JdkClients() {}

  static WebClient connections() {
    return new Connections();
  }

  static WebClient sending() {
    return new Sending(HttpClient.newHttpClient());
  }

  static WebClient sendingAsync() {
    return new SendingAsync(HttpClient.newHttpClient());
  }

  private static HttpRequest request(String method, String url) {
    return HttpRequest.newBuilder(URI.create(url))
        .timeout(Duration.ofMillis(WebClient.TIMEOUT_MILLIS))
        .method(method, HttpRequest.BodyPublishers.noBody())
        .build();
  }

  private record Connections() implements WebClient {

    @Override
    public int send(String method, String url, Cancellation cancellation) throws Exception {
      HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setRequestMethod(method);
      int status = connection.getResponseCode();
      try (InputStream body =
          status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        body.readAllBytes();
      }
      return status;
    }

    @Override
    public boolean canCancel() {
      return false;
    }
  }

  private record Sending(HttpClient client) implements WebClient {

    @Override
    public int send(String method, String url, Cancellation cancellation) throws Exception {
      return client
          .send(request(method, url), HttpResponse.BodyHandlers.ofByteArray())
          .statusCode();
    }

    @Override
    public boolean canCancel() {
      return false;
    }
  }

  private record SendingAsync(HttpClient client) implements WebClient {

    @Override
    public int send(String method, String url, Cancellation cancellation) throws Exception {
      CompletableFuture<CompletableFuture<?>> started = new CompletableFuture<>();
      cancellation.by(() -> started.join().cancel(true));
      CompletableFuture<HttpResponse<byte[]>> response =
          client.sendAsync(request(method, url), HttpResponse.BodyHandlers.ofByteArray());
      started.complete(response);
      return WebClient.await(response.thenApply(HttpResponse::statusCode));
    }
  }
}
