package io.sonde.testapp.shop.web;

import io.sonde.testapp.shop.work.EventHub;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket {@code /live}: sends the shop's events, and returns each text it gets with {@code
 * echo } before it.
 */
final class LiveEndpoint extends Endpoint {

  static final String PATH = "/live";

  private final EventHub events;
  private @Nullable Listener listener;

  private LiveEndpoint(EventHub events) {
    this.events = events;
  }

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    Listener opened = new Listener(session);
    listener = opened;
    // A lambda would not do: the container reads the message's type off the class.
    session.addMessageHandler(
        new MessageHandler.Whole<String>() {
          @Override
          public void onMessage(String text) {
            opened.sendText("echo " + text);
          }
        });
    if (!opened.send("hello", "{}") || !events.subscribe(opened)) {
      opened.end();
    }
  }

  @Override
  public void onClose(Session session, CloseReason reason) {
    if (listener != null) {
      events.unsubscribe(listener);
    }
  }

  private static final class Listener implements EventHub.Subscriber {

    private final Session session;

    Listener(Session session) {
      this.session = session;
    }

    @Override
    public boolean send(String name, String json) {
      return sendText("{\"event\":\"" + name + "\",\"data\":" + json + "}");
    }

    /** Locks, since a session cannot send two messages at a time. */
    private synchronized boolean sendText(String text) {
      try {
        session.getBasicRemote().sendText(text);
        return true;
      } catch (IOException | IllegalStateException e) {
        return false;
      }
    }

    @Override
    public void end() {
      try {
        session.close();
      } catch (IOException e) {
        // It is closed already.
      }
    }
  }

  /** Tells the container of the endpoint; runs after the container's own initializer. */
  static final class Installer implements ServletContainerInitializer {

    private final EventHub events;

    Installer(EventHub events) {
      this.events = events;
    }

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context)
        throws ServletException {
      Object container = context.getAttribute(ServerContainer.class.getName());
      ServerEndpointConfig endpoint =
          ServerEndpointConfig.Builder.create(LiveEndpoint.class, PATH)
              .configurator(new Configurator(events))
              .build();
      try {
        ((ServerContainer) container).addEndpoint(endpoint);
      } catch (DeploymentException e) {
        throw new ServletException(e);
      }
    }
  }

  private static final class Configurator extends ServerEndpointConfig.Configurator {

    private final EventHub events;

    Configurator(EventHub events) {
      this.events = events;
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
      return type.cast(new LiveEndpoint(events));
    }
  }
}
