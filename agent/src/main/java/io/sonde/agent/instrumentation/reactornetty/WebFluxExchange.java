package io.sonde.agent.instrumentation.reactornetty;

import io.sonde.agent.instrumentation.LibraryMethod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an exchange of Spring WebFlux, which is never linked. */
final class WebFluxExchange {

  /** The attribute in which Spring leaves the pattern that its handler was found by. */
  private static final String BEST_MATCHING_PATTERN =
      "org.springframework.web.reactive.HandlerMapping.bestMatchingPattern";

  /** Requests around requests that are looked into. */
  private static final int MAX_DECORATORS = 16;

  private static final String EXCHANGE = "org.springframework.web.server.ServerWebExchange";
  private static final LibraryMethod ATTRIBUTES = new LibraryMethod(EXCHANGE, "getAttributes");
  private static final LibraryMethod REQUEST = new LibraryMethod(EXCHANGE, "getRequest");
  private static final LibraryMethod PATTERN =
      new LibraryMethod("org.springframework.web.util.pattern.PathPattern", "getPatternString");

  private static final String REACTIVE = "org.springframework.http.server.reactive.";
  private static final LibraryMethod NATIVE =
      new LibraryMethod(REACTIVE + "AbstractServerHttpRequest", "getNativeRequest");
  private static final LibraryMethod DECORATED =
      new LibraryMethod(REACTIVE + "ServerHttpRequestDecorator", "getDelegate");
  private static final LibraryMethod PATH =
      new LibraryMethod(REACTIVE + "ServerHttpRequest", "getPath");

  private static final String HTTP_SERVER = "org.springframework.http.server.";
  private static final LibraryMethod CONTEXT_PATH =
      new LibraryMethod(HTTP_SERVER + "RequestPath", "contextPath");
  private static final LibraryMethod PATH_TEXT =
      new LibraryMethod(HTTP_SERVER + "PathContainer", "value");

  private static final LibraryMethod URI =
      new LibraryMethod("reactor.netty.http.server.HttpServerRequest", "uri");

  private WebFluxExchange() {}

  /** The pattern that was matched best; null if none was. */
  static @Nullable String pattern(@Nullable Object exchange) {
    return ATTRIBUTES.call(exchange) instanceof Map<?, ?> attributes
            && PATTERN.call(attributes.get(BEST_MATCHING_PATTERN)) instanceof String pattern
        ? pattern
        : null;
  }

  /** The server's own request, whatever it is, that the exchange is about; null if not known. */
  static @Nullable Object operations(@Nullable Object exchange) {
    Object request = REQUEST.call(exchange);
    for (int i = 0; i < MAX_DECORATORS; i++) {
      // of a changed request, some versions say that the one before it is the server's own
      Object inner = DECORATED.call(request);
      if (inner == null) {
        inner = NATIVE.call(request);
      }
      if (inner == null) {
        return request;
      }
      request = inner;
    }
    return null;
  }

  /**
   * The path that the application is mounted at; empty if it is the root or not known. It is known
   * if the path is as the client sent it: Spring may be told to take another one from headers, and
   * those are whatever the client likes.
   *
   * @param operations the server's own request
   */
  static String contextPath(@Nullable Object exchange, @Nullable Object operations) {
    Object path = PATH.call(REQUEST.call(exchange));
    return PATH_TEXT.call(CONTEXT_PATH.call(path)) instanceof String text
            && !text.isEmpty()
            && PATH_TEXT.call(path) instanceof String whole
            && URI.call(operations) instanceof String uri
            && uri.startsWith(whole)
        ? text
        : "";
  }
}
