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
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClients;
import org.apache.http.impl.nio.conn.PoolingNHttpClientConnectionManager;
import org.apache.http.impl.nio.reactor.DefaultConnectingIOReactor;
import org.apache.http.pool.ConnPoolControl;
import org.apache.http.util.EntityUtils;
import org.jspecify.annotations.Nullable;

/** Apache HttpClient 4. */
final class Apache4Clients {

  private Apache4Clients() {}

  static WebClient usual() {
    PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
    return new Classic(
        HttpClients.custom()
            .setConnectionManager(connections)
            .setDefaultRequestConfig(
                RequestConfig.custom().setSocketTimeout(WebClient.TIMEOUT_MILLIS).build())
            .build(),
        connections);
  }

  /** All calls share one connection. */
  static WebClient narrow() {
    PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
    connections.setMaxTotal(1);
    return new Classic(HttpClients.custom().setConnectionManager(connections).build(), connections);
  }

  /** Waits for a response as long as it takes. */
  static WebClient patient() {
    PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
    return new Classic(HttpClients.custom().setConnectionManager(connections).build(), connections);
  }

  /** The same with the pool that the deprecated client had. */
  @SuppressWarnings("deprecation") // many applications have it still
  static WebClient patientDeprecated() {
    org.apache.http.impl.conn.PoolingClientConnectionManager connections =
        new org.apache.http.impl.conn.PoolingClientConnectionManager();
    return new Classic(new org.apache.http.impl.client.DefaultHttpClient(connections), connections);
  }

  static WebClient minimal() {
    PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
    connections.setDefaultSocketConfig(
        SocketConfig.custom().setSoTimeout(WebClient.TIMEOUT_MILLIS).build());
    return new Classic(HttpClients.createMinimal(connections), connections);
  }

  @SuppressWarnings("deprecation") // many applications have it still
  static WebClient deprecated() {
    org.apache.http.impl.client.DefaultHttpClient client =
        new org.apache.http.impl.client.DefaultHttpClient();
    org.apache.http.params.HttpConnectionParams.setSoTimeout(
        client.getParams(), WebClient.TIMEOUT_MILLIS);
    return new Classic(client, null);
  }

  static WebClient async() throws Exception {
    return async(RequestConfig.custom().setSocketTimeout(WebClient.TIMEOUT_MILLIS).build());
  }

  /** Waits for a response as long as it takes. */
  static WebClient patientAsync() throws Exception {
    return async(RequestConfig.DEFAULT);
  }

  static WebClient narrowAsync() throws Exception {
    PoolingNHttpClientConnectionManager connections = pool();
    connections.setMaxTotal(1);
    return async(connections, RequestConfig.DEFAULT);
  }

  private static PoolingNHttpClientConnectionManager pool() throws Exception {
    return new PoolingNHttpClientConnectionManager(new DefaultConnectingIOReactor());
  }

  private static WebClient async(RequestConfig config) throws Exception {
    return async(pool(), config);
  }

  private static WebClient async(
      PoolingNHttpClientConnectionManager connections, RequestConfig config) {
    CloseableHttpAsyncClient client =
        HttpAsyncClients.custom()
            .setConnectionManager(connections)
            .setDefaultRequestConfig(config)
            .build();
    client.start();
    return new Async(client, connections);
  }

  private record Async(CloseableHttpAsyncClient client, ConnPoolControl<HttpRoute> connections)
      implements WebClient {

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
    public int idleConnections() {
      return connections.getTotalStats().getAvailable();
    }

    @Override
    public void close() throws Exception {
      client.close();
    }
  }

  private record Classic(HttpClient client, @Nullable ConnPoolControl<HttpRoute> connections)
      implements WebClient {

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

    @Override
    public int idleConnections() {
      return connections == null ? 0 : connections.getTotalStats().getAvailable();
    }
  }
}
