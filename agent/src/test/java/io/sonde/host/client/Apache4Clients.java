package io.sonde.host.client;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.http.HttpResponse;
import org.apache.http.client.HttpClient;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.config.SocketConfig;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClients;
import org.apache.http.util.EntityUtils;

/** Apache HttpClient 4. */
final class Apache4Clients {

  private Apache4Clients() {}

  static WebClient usual() {
    return new Classic(
        HttpClients.custom()
            .setDefaultRequestConfig(
                RequestConfig.custom().setSocketTimeout(WebClient.TIMEOUT_MILLIS).build())
            .build());
  }

  /** All calls share one connection. */
  static WebClient narrow() {
    PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
    connections.setMaxTotal(1);
    return new Classic(HttpClients.custom().setConnectionManager(connections).build());
  }

  static WebClient minimal() {
    PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
    connections.setDefaultSocketConfig(
        SocketConfig.custom().setSoTimeout(WebClient.TIMEOUT_MILLIS).build());
    return new Classic(HttpClients.createMinimal(connections));
  }

  @SuppressWarnings("deprecation") // many applications have it still
  static WebClient deprecated() {
    org.apache.http.impl.client.DefaultHttpClient client =
        new org.apache.http.impl.client.DefaultHttpClient();
    org.apache.http.params.HttpConnectionParams.setSoTimeout(
        client.getParams(), WebClient.TIMEOUT_MILLIS);
    return new Classic(client);
  }

  static WebClient async() {
    CloseableHttpAsyncClient client =
        HttpAsyncClients.custom()
            .setDefaultRequestConfig(
                RequestConfig.custom().setSocketTimeout(WebClient.TIMEOUT_MILLIS).build())
            .build();
    client.start();
    return new Async(client);
  }

  private record Async(CloseableHttpAsyncClient client) implements WebClient {

    @Override
    public int send(String method, String url, Cancellation cancellation) throws Exception {
      CompletableFuture<Integer> status = new CompletableFuture<>();
      HttpUriRequest request = RequestBuilder.create(method).setUri(url).build();
      // in 4.0 the future does not cancel the call
      cancellation.by(request::abort);
      Future<HttpResponse> unused =
          client.execute(
              request,
              new FutureCallback<HttpResponse>() {
                @Override
                public void completed(HttpResponse response) {
                  status.complete(response.getStatusLine().getStatusCode());
                }

                @Override
                public void failed(Exception cause) {
                  status.completeExceptionally(cause);
                }

                @Override
                public void cancelled() {
                  status.completeExceptionally(new CancellationException());
                }
              });
      return WebClient.await(status);
    }

    @Override
    public void close() throws Exception {
      client.close();
    }
  }

  private record Classic(HttpClient client) implements WebClient {

    @Override
    public int send(String method, String url, Cancellation cancellation) throws Exception {
      HttpUriRequest request = RequestBuilder.create(method).setUri(url).build();
      cancellation.by(request::abort);
      return client.execute(
          request,
          response -> {
            EntityUtils.consume(response.getEntity());
            return response.getStatusLine().getStatusCode();
          });
    }
  }
}
