package io.sonde.host.client;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClientConfig;
import org.asynchttpclient.Dsl;
import org.asynchttpclient.ListenableFuture;
import org.asynchttpclient.RequestBuilder;
import org.asynchttpclient.Response;

/** AsyncHttpClient. */
final class AhcClients {

  private AhcClients() {}

  static WebClient usual() throws Exception {
    DefaultAsyncHttpClientConfig.Builder config =
        new DefaultAsyncHttpClientConfig.Builder().setFollowRedirect(true);
    for (Method method : config.getClass().getMethods()) {
      if (method.getName().equals("setRequestTimeout")) {
        // milliseconds until 3
        boolean isNumber = method.getParameterTypes()[0] == int.class;
        method.invoke(
            config,
            isNumber ? WebClient.TIMEOUT_MILLIS : Duration.ofMillis(WebClient.TIMEOUT_MILLIS));
      }
    }
    return new Ahc(Dsl.asyncHttpClient(config));
  }

  private record Ahc(AsyncHttpClient client) implements WebClient {

    @Override
    public int send(String method, String url, Cancellation cancellation) throws Exception {
      ListenableFuture<Response> response =
          client.executeRequest(new RequestBuilder(method).setUrl(url).build());
      cancellation.by(() -> response.cancel(true));
      try {
        return response.get().getStatusCode();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Exception cause) {
          throw cause;
        }
        throw e;
      }
    }

    @Override
    public void close() throws Exception {
      client.close();
    }
  }
}
