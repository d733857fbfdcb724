package io.sonde.host.reactive;

import io.sonde.host.web.EchoEndpoint;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * WebSockets of Spring WebFlux that send back what they are sent and close when they are told to;
 * by reflection, as {@link SpringApplication}.
 */
final class SpringTalks {

  private static final String WEB = "org.springframework.web.";
  private static final String SOCKET = WEB + "reactive.socket.";

  private SpringTalks() {}

  /** What maps handshakes to the handler. */
  static BeanDefinition mapping() throws ReflectiveOperationException {
    RootBeanDefinition mapping =
        new RootBeanDefinition(Class.forName(WEB + "reactive.handler.SimpleUrlHandlerMapping"));
    mapping.getPropertyValues().add("urlMap", Map.of("/talk/{id}", handler())).add("order", -1);
    return mapping;
  }

  /** What lets requests whose path ends in {@code later} go on later, on another thread. */
  static Object filter() throws ReflectiveOperationException {
    Class<?> exchange = Class.forName(WEB + "server.ServerWebExchange");
    Method request = exchange.getMethod("getRequest");
    Method uri = Class.forName("org.springframework.http.HttpRequest").getMethod("getURI");
    Method filter = Class.forName(WEB + "server.WebFilterChain").getMethod("filter", exchange);
    return proxy(
        WEB + "server.WebFilter",
        (proxy, method, arguments) -> {
          if (!method.getName().equals("filter")) {
            return method.invoke(filter, arguments);
          }
          Mono<?> rest = (Mono<?>) filter.invoke(arguments[1], arguments[0]);
          URI asked = (URI) uri.invoke(request.invoke(arguments[0]));
          return asked.getPath().endsWith("/later")
              ? Mono.delay(ReactiveProgram.LATER).then(rest)
              : rest;
        });
  }

  private static Object handler() throws ReflectiveOperationException {
    Class<?> session = Class.forName(SOCKET + "WebSocketSession");
    Method receive = session.getMethod("receive");
    Method send = session.getMethod("send", Publisher.class);
    return proxy(
        SOCKET + "WebSocketHandler",
        (proxy, method, arguments) -> {
          switch (method.getName()) {
            case "handle":
              Flux<?> answers =
                  ((Flux<?>) receive.invoke(arguments[0]))
                      .map(message -> answer(arguments[0], message))
                      .takeWhile(answer -> !answer.equals(EchoEndpoint.CLOSE));
              return send.invoke(arguments[0], answers);
            case "getSubProtocols":
              return List.of();
            default:
              return method.invoke(send, arguments);
          }
        });
  }

  /** A message, or the text that closes the session. */
  private static Object answer(Object session, Object message) {
    try {
      Class<?> type = Class.forName(SOCKET + "WebSocketMessage");
      if (!type.getMethod("getType").invoke(message).toString().equals("TEXT")) {
        return type.getMethod("retain").invoke(message);
      }
      Object text = type.getMethod("getPayloadAsText").invoke(message);
      return text.equals(EchoEndpoint.CLOSE)
          ? text
          : Class.forName(SOCKET + "WebSocketSession")
              .getMethod("textMessage", String.class)
              .invoke(session, text);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object proxy(String type, InvocationHandler handler)
      throws ClassNotFoundException {
    return Proxy.newProxyInstance(
        SpringTalks.class.getClassLoader(), new Class<?>[] {Class.forName(type)}, handler);
  }
}
