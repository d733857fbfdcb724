package io.sonde.host.client;

import java.net.URI;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.ConnPoolControl;
import org.apache.hc.core5.util.Timeout;

/** Apache HttpClient 5. */
final class Apache5Clients {

  private static final Timeout TIMEOUT = Timeout.ofMilliseconds(WebClient.TIMEOUT_MILLIS);

  private Apache5Clients() {}

  static WebClient usual() {
    PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
    return new Classic(
        HttpClients.custom()
            .setConnectionManager(connections)
            .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(TIMEOUT).build())
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

  static WebClient minimal() {
    PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
    connections.setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(TIMEOUT).build());
    return new Classic(HttpClients.createMinimal(connections), connections);
  }

  static WebClient async() {
    return async(RequestConfig.custom().setResponseTimeout(TIMEOUT).build());
  }

  /** Waits for a response as long as it takes. */
  static WebClient patientAsync() {
    return async(RequestConfig.DEFAULT);
  }

  static WebClient narrowAsync() {
    PoolingAsyncClientConnectionManager connections = new PoolingAsyncClientConnectionManager();
    connections.setMaxTotal(1);
    return async(connections, RequestConfig.DEFAULT);
  }

  private static WebClient async(RequestConfig config) {
    return async(new PoolingAsyncClientConnectionManager(), config);
  }

  private static WebClient async(
      PoolingAsyncClientConnectionManager connections, RequestConfig config) {
    CloseableHttpAsyncClient client =
        HttpAsyncClients.custom()
            .setConnectionManager(connections)
            .setDefaultRequestConfig(config)
            .build();
    client.start();
    return new Async(client, connections);
  }

  private record Classic(CloseableHttpClient client, ConnPoolControl<HttpRoute> connections)
      implements WebClient {

    @Override
    public int send(String method, String url, Cancellation cancellation) throws Exception {
      HttpUriRequestBase request = new HttpUriRequestBase(method, URI.create(url));
      cancellation.by(request::abort);
      return client.execute(
          request,
          // the minimal client of 5.0 cannot do without
          HttpClientContext.create(),
          response -> {
            EntityUtils.consume(response.getEntity());
            return response.getCode();
          });
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

  private record Async(CloseableHttpAsyncClient client, ConnPoolControl<HttpRoute> connections)
      implements WebClient {

    @Override
    public int send(String method, String url, Cancellation cancellation) throws Exception {
      CompletableFuture<Integer> status = new CompletableFuture<>();
      CompletableFuture<Future<SimpleHttpResponse>> future = new CompletableFuture<>();
      cancellation.by(() -> future.join().cancel(true));
      future.complete(
          client.execute(
              // in 5.0 the future of the shorter form does not cancel the operation
              SimpleRequestProducer.create(new SimpleHttpRequest(method, URI.create(url))),
              SimpleResponseConsumer.create(),
              new FutureCallback<SimpleHttpResponse>() {
                @Override
                public void completed(SimpleHttpResponse response) {
                  status.complete(response.getCode());
                }

                @Override
                public void failed(Exception cause) {
                  status.completeExceptionally(cause);
                }

                @Override
                public void cancelled() {
                  status.completeExceptionally(new CancellationException());
                }
              }));
      return WebClient.await(status);
    }

    @Override
    public int idleConnections() {
      return connections.getTotalStats().getAvailable();
    }

    @Override
    public void close() {
      client.close(CloseMode.IMMEDIATE);
    }
  }
}
