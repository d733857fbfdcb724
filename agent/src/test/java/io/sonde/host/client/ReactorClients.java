package io.sonde.host.client;

import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** Reactor-netty's client, and Spring's through it. */
final class ReactorClients {

  private static final String SPRING = "org.springframework.web.reactive.function.client.WebClient";

  private ReactorClients() {}

  static WebClient usual() {
    return new Reactor(
        HttpClient.create()
            .followRedirect(true)
            .responseTimeout(Duration.ofMillis(WebClient.TIMEOUT_MILLIS)));
  }

  /** Whether Spring's client is there: with the oldest libraries it is not. */
  static boolean hasSpring() {
    try {
      Class.forName(SPRING);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Spring's client as it comes, by reflection: the tests are compiled with an older Spring. */
  static WebClient spring() throws Exception {
    Object client = Class.forName(SPRING).getMethod("create").invoke(null);
    return (method, url, cancellation) -> {
      Object request = call(SPRING, client, "get");
      Object asked =
          Class.forName(SPRING + "$UriSpec")
              .getMethod("uri", URI.class)
              .invoke(request, URI.create(url));
      Object answer = call(SPRING + "$RequestHeadersSpec", asked, "retrieve");
      Object entity =
          ((Mono<?>) call(SPRING + "$ResponseSpec", answer, "toBodilessEntity")).block();
      Object status = call("org.springframework.http.ResponseEntity", entity, "getStatusCode");
      return (int) call("org.springframework.http.HttpStatusCode", status, "value");
    };
  }

  private static Object call(String type, Object target, String method) throws Exception {
    return Class.forName(type).getMethod(method).invoke(target);
  }

  private record Reactor(HttpClient client) implements WebClient {

    @Override
    public int send(String method, String url, Cancellation cancellation) throws Exception {
      CompletableFuture<Integer> status = new CompletableFuture<>();
      CompletableFuture<Disposable> subscription = new CompletableFuture<>();
      cancellation.by(
          () -> {
            subscription.join().dispose();
            status.completeExceptionally(new CancellationException());
          });
      subscription.complete(
          client
              .request(HttpMethod.valueOf(method))
              .uri(url)
              .responseSingle(
                  (response, body) -> {
                    int code = response.status().code();
                    return body.asByteArray().map(bytes -> code).defaultIfEmpty(code);
                  })
              .subscribe(status::complete, status::completeExceptionally));
      return WebClient.await(status);
    }
  }
}
