package io.sonde.host.framework;

import java.io.IOException;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/** Sends each text back. */
public final class SpringTalk extends TextWebSocketHandler {

  /** Made by Spring. */
  public SpringTalk() {}

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message)
      throws IOException {
    session.sendMessage(message);
  }
}
