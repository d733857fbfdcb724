package io.sonde.host.client;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** OkHttp. */
final class OkHttpClients {

  private OkHttpClients() {}

  private static OkHttpClient.Builder builder() {
    return new OkHttpClient.Builder().readTimeout(WebClient.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  static WebClient executed() {
    return new Executed(builder().build());
  }

  static WebClient enqueued() {
    return new Enqueued(builder().build());
  }

  /** Its dispatcher has one thread, so that calls wait in its queue. */
  static WebClient queued() {
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(1);
    return new Enqueued(builder().dispatcher(dispatcher).build());
  }

  /** Its dispatcher's executor is shut down. */
  static WebClient refused() {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    executor.shutdown();
    return new Enqueued(builder().dispatcher(new Dispatcher(executor)).build());
  }

  /** Answers by asking another client for another address. */
  static WebClient through(WebClient other, String url) {
    return new Executed(
        builder()
            .addInterceptor(
                chain -> {
                  try {
                    return new Response.Builder()
                        .request(chain.request())
                        .protocol(Protocol.HTTP_1_1)
                        .code(other.send("GET", url, cancel -> {}))
                        .message("through")
                        .body(ResponseBody.create(null, ""))
                        .build();
                  } catch (Exception e) {
                    throw new IOException(e);
                  }
                })
            .build());
  }

  private static Request request(String method, String url) {
    boolean hasBody = method.startsWith("P");
    return new Request.Builder()
        .url(url)
        .method(method, hasBody ? RequestBody.create(null, new byte[3]) : null)
        .build();
  }

  private static int read(Response response) throws IOException {
    try (ResponseBody body = response.body()) {
      body.bytes();
    }
    return response.code();
  }

  private record Executed(OkHttpClient client) implements WebClient {

    @Override
    public int send(String method, String url, Cancellation cancellation) throws Exception {
      Call call = client.newCall(request(method, url));
      cancellation.by(call::cancel);
      return read(call.execute());
    }
  }

  private record Enqueued(OkHttpClient client) implements WebClient {

    @Override
    public int send(String method, String url, Cancellation cancellation) throws Exception {
      CompletableFuture<Integer> status = new CompletableFuture<>();
      Call call = client.newCall(request(method, url));
      cancellation.by(call::cancel);
      call.enqueue(
          new Callback() {
            @Override
            public void onResponse(Call ended, Response response) throws IOException {
              status.complete(read(response));
            }

            @Override
            public void onFailure(Call ended, IOException cause) {
              status.completeExceptionally(cause);
            }
          });
      return WebClient.await(status);
    }
  }
}
