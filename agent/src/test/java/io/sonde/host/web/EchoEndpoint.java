package io.sonde.host.web;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;

/** Sends back what it is sent, in one of the ways that there are; closes when it is told to. */
public final class EchoEndpoint extends Endpoint {

  /** Where it is, behind the path of its web application. */
  public static final String PATH = "/rooms/{room}";

  /** The text that closes the session. */
  public static final String CLOSE = "close";

  /** The text that is sent back asynchronously. */
  public static final String ASYNC = "async";

  /** The text that is sent back in parts. */
  public static final String PARTS = "parts";

  /** Made by the server. */
  public EchoEndpoint() {}

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    // their classes say of what, as the first version of the API wants it
    session.addMessageHandler(
        new MessageHandler.Whole<String>() {
          @Override
          public void onMessage(String message) {
            text(session, message);
          }
        });
    session.addMessageHandler(
        new MessageHandler.Whole<ByteBuffer>() {
          @Override
          public void onMessage(ByteBuffer message) {
            binary(session, message);
          }
        });
  }

  private static void text(Session session, String message) {
    try {
      switch (message) {
        case CLOSE -> session.close();
        // one message after another
        case ASYNC -> session.getAsyncRemote().sendText(message).get();
        case PARTS -> {
          session.getBasicRemote().sendText("par", false);
          session.getBasicRemote().sendText("ts", true);
        }
        default -> session.getBasicRemote().sendText(message);
      }
    } catch (IOException | InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void binary(Session session, ByteBuffer message) {
    try {
      session.getBasicRemote().sendBinary(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
