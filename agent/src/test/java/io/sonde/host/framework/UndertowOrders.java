package io.sonde.host.framework;

import io.sonde.host.web.EchoEndpoint;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.PathHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.StreamSinkFrameChannel;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSocketFrameType;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.spi.WebSocketHttpExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Undertow without servlets: handlers that answer in every way, behind every kind of path. */
public final class UndertowOrders {

  private UndertowOrders() {}

  /** Starts it. */
  public static void start(int port) {
    RoutingHandler orders =
        Handlers.routing()
            .get("/orders", exchange -> exchange.getResponseSender().send("all"))
            .get("/orders/{id}", exchange -> exchange.getResponseSender().send("one"))
            .get("/orders/gone/{id}", exchange -> exchange.setStatusCode(410))
            .get("/orders/fail/{id}", UndertowOrders::fail)
            .get("/orders/blocking/{id}", new BlockingHandler(UndertowOrders::block))
            .get("/orders/stuck/{id}", new BlockingHandler(UndertowOrders::fail))
            .get("/orders/later/{id}", UndertowOrders::later);
    PathHandler paths =
        Handlers.path()
            .addPrefixPath("/api", orders)
            .addPrefixPath("/files", exchange -> exchange.getResponseSender().send("file"))
            .addPrefixPath(
                "/live",
                Handlers.routing()
                    .get(EchoEndpoint.PATH, Handlers.websocket(UndertowOrders::connected)))
            .addExactPath("/health", exchange -> exchange.getResponseSender().send("well"));
    Undertow.builder().addHttpListener(port, "127.0.0.1").setHandler(paths).build().start();
  }

  private static void connected(WebSocketHttpExchange exchange, WebSocketChannel channel) {
    channel.getReceiveSetter().set(new Echo());
    channel.resumeReceives();
  }

  /** Sends back what it is told, as {@link EchoEndpoint} does. */
  private static final class Echo extends AbstractReceiveListener {

    @Override
    protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message)
        throws IOException {
      String text = message.getData();
      switch (text) {
        case EchoEndpoint.CLOSE -> WebSockets.sendClose(1000, "", channel, null);
        case EchoEndpoint.PARTS -> {
          StreamSinkFrameChannel parts = channel.send(WebSocketFrameType.TEXT);
          parts.write(ByteBuffer.wrap("par".getBytes(StandardCharsets.UTF_8)));
          parts.flush();
          parts.write(ByteBuffer.wrap("ts".getBytes(StandardCharsets.UTF_8)));
          parts.shutdownWrites();
          parts.flush();
        }
        default -> WebSockets.sendText(text, channel, null);
      }
    }

    @Override
    protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
      try (var data = message.getData()) {
        WebSockets.sendBinary(WebSockets.mergeBuffers(data.getResource()), channel, null);
      }
    }
  }

  private static void fail(HttpServerExchange exchange) {
    throw new IllegalStateException("fail");
  }

  /** On a worker, whose end is the exchange's. */
  private static void block(HttpServerExchange exchange) throws Exception {
    exchange.getOutputStream().write('b');
  }

  /** An answer from a thread of the application's own. */
  private static void later(HttpServerExchange exchange) {
    HttpHandler send = late -> late.getResponseSender().send("later");
    exchange.dispatch(task -> new Thread(task, "framework").start(), send);
  }
}
