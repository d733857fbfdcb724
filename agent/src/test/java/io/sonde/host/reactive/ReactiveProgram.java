package io.sonde.host.reactive;

import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.sonde.host.web.EchoEndpoint;
import java.time.Duration;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http2SettingsSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * Servers whose handlers end requests in every way.
 *
 * <p>Lines: {@code port <server> <port>} for each of them, {@code ready}; {@code waiting} when a
 * request has come that gets no answer, {@code gone} when the publisher of such a one was
 * cancelled.
 */
public final class ReactiveProgram {

  /** How long {@code /later} takes at least. */
  public static final Duration LATER = Duration.ofMillis(50);

  private ReactiveProgram() {}

  public static void main(String[] arguments) throws Exception {
    start("plain", HttpServer.create().handle(ReactiveProgram::handle));
    start(
        "h2c",
        HttpServer.create()
            .protocol(HttpProtocol.H2C, HttpProtocol.HTTP11)
            .http2Settings(ReactiveProgram::withWebSockets)
            .handle(ReactiveProgram::handle));
    Object spring = SpringApplication.application();
    start("spring", HttpServer.create().handle(SpringApplication.handler(spring)));
    Object mounted = SpringApplication.mounted(spring);
    start("mounted", HttpServer.create().handle(SpringApplication.handler(mounted)));
    System.out.println("ready");
    // the test asks, reads the metrics and then ends this process
    int unused = System.in.read();
  }

  private static void start(String name, HttpServer server) {
    DisposableServer bound = server.host("127.0.0.1").port(0).bindNow();
    System.out.println("port " + name + " " + bound.port());
  }

  /** Allows WebSockets over HTTP/2 where the library has them; the tests are compiled without. */
  private static void withWebSockets(Http2SettingsSpec.Builder settings) {
    try {
      Object unused =
          Http2SettingsSpec.Builder.class
              .getMethod("connectProtocolEnabled", boolean.class)
              .invoke(settings, true);
    } catch (NoSuchMethodException oldest) {
      // has none
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
    BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handler =
        switch (request.path()) {
          case "ok" -> ReactiveProgram::ok;
          case "nothing" -> (in, out) -> Mono.empty();
          case "missing" -> (in, out) -> out.sendNotFound();
          case "error" -> (in, out) -> out.status(503).send();
          case "echo" -> (in, out) -> out.send(in.receive().retain());
          case "later" -> (in, out) -> out.sendString(Mono.just("late").delayElement(LATER));
          case "deferred" -> (in, out) -> Mono.delay(LATER).then(Mono.defer(() -> then(in, out)));
          case "chunks" -> (in, out) -> out.sendString(Flux.just("a", "b", "c"));
          case "call" -> ReactiveProgram::call;
          case "fail" -> (in, out) -> Mono.error(new IllegalArgumentException("in vain"));
          case "throw" -> ReactiveProgram::thrown;
          case "break" -> (in, out) -> out.sendString(broken());
          case "never" -> (in, out) -> never();
          case "half" -> (in, out) -> out.sendString(Flux.just("half").concatWith(never()));
          case "socket" -> (in, out) -> out.sendWebsocket(ReactiveProgram::echo);
          case "socket/later" ->
              (in, out) ->
                  Mono.delay(LATER)
                      .then(Mono.defer(() -> Mono.from(out.sendWebsocket(ReactiveProgram::echo))));
          case "socket/compressed" ->
              (in, out) ->
                  out.sendWebsocket(
                      ReactiveProgram::echo, WebsocketServerSpec.builder().compress(true).build());
          case "relay" -> (in, out) -> relay(in, out, HttpClient.create());
          case "relay/h2c" ->
              (in, out) -> relay(in, out, HttpClient.create().protocol(HttpProtocol.H2C));
          default -> throw new IllegalStateException(request.uri());
        };
    return handler.apply(request, response);
  }

  private static Publisher<Void> ok(HttpServerRequest request, HttpServerResponse response) {
    return response.sendString(Mono.just("ok"));
  }

  private static Mono<Void> then(HttpServerRequest request, HttpServerResponse response) {
    return Mono.from(ok(request, response));
  }

  private static Publisher<Void> thrown(HttpServerRequest request, HttpServerResponse response) {
    throw new IllegalStateException("at once");
  }

  /** Asks this server, and answers what it has answered. */
  private static Publisher<Void> call(HttpServerRequest request, HttpServerResponse response) {
    ByteBufFlux answer =
        HttpClient.create()
            .get()
            .uri("http://" + request.requestHeaders().get("Host") + "/ok")
            .responseContent();
    return response.sendString(answer.asString());
  }

  /** Sends back each frame, but for those of {@link EchoEndpoint} that ask for something else. */
  private static Publisher<Void> echo(WebsocketInbound in, WebsocketOutbound out) {
    return out.sendObject(
        in.receiveFrames()
            .takeWhile(frame -> !isText(frame, EchoEndpoint.CLOSE))
            .map(WebSocketFrame::retain)
            .concatMap(
                frame -> isText(frame, EchoEndpoint.PARTS) ? parts(frame) : Flux.just(frame)));
  }

  private static Flux<WebSocketFrame> parts(WebSocketFrame asked) {
    asked.release();
    return Flux.just(
        new TextWebSocketFrame(false, 0, "par"), new ContinuationWebSocketFrame(true, 0, "ts"));
  }

  private static boolean isText(WebSocketFrame frame, String text) {
    return frame instanceof TextWebSocketFrame said && said.text().equals(text);
  }

  /** Says something to a session of this server, and answers what it has heard. */
  private static Publisher<Void> relay(
      HttpServerRequest request, HttpServerResponse response, HttpClient client) {
    Flux<String> heard =
        client
            .websocket(WebsocketClientSpec.builder().compress(true).build())
            .uri("ws://" + request.requestHeaders().get("Host") + "/socket/compressed")
            .handle(
                (in, out) ->
                    out.sendString(Mono.just("relayed"))
                        .then()
                        .thenMany(in.receive().asString().take(1)));
    return response.sendString(heard);
  }

  private static Flux<String> broken() {
    return Flux.just("half")
        .concatWith(Mono.delay(LATER).then(Mono.error(new IllegalStateException("broken"))));
  }

  private static <T> Mono<T> never() {
    return Mono.<T>never()
        .doOnSubscribe(subscription -> System.out.println("waiting"))
        .doOnCancel(() -> System.out.println("gone"));
  }
}
