package io.sonde.testapp.bench;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import jakarta.servlet.http.MappingMatch;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Requests and responses without a container. Imports nothing of Sonde. */
final class ServletObjects {

  private static final HttpServletRequest INERT_REQUEST = inert(HttpServletRequest.class);
  private static final HttpServletResponse INERT_RESPONSE = inert(HttpServletResponse.class);

  private ServletObjects() {}

  /** A request that a servlet with this pattern serves. */
  static HttpServletRequest request(String pattern) {
    return new Request(pattern);
  }

  /** A response that was sent. */
  static HttpServletResponse response() {
    return new Response();
  }

  private static <T> T inert(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            ServletObjects.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, given) -> null));
  }

  private static final class Request extends HttpServletRequestWrapper {

    private final HttpServletMapping mapping;

    Request(String pattern) {
      super(INERT_REQUEST);
      mapping = new Mapping(pattern);
    }

    @Override
    public DispatcherType getDispatcherType() {
      return DispatcherType.REQUEST;
    }

    @Override
    public String getMethod() {
      return "GET";
    }

    @Override
    public String getContextPath() {
      return "";
    }

    @Override
    public HttpServletMapping getHttpServletMapping() {
      return mapping;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
      return null;
    }

    @Override
    public boolean isAsyncStarted() {
      return false;
    }
  }

  /** A servlet's mapping by a pattern. */
  record Mapping(String getPattern) implements HttpServletMapping {

    @Override
    public String getMatchValue() {
      return "";
    }

    @Override
    public String getServletName() {
      return "bench";
    }

    @Override
    public MappingMatch getMappingMatch() {
      return MappingMatch.PATH;
    }
  }

  private static final class Response extends HttpServletResponseWrapper {

    Response() {
      super(INERT_RESPONSE);
    }

    @Override
    public void setStatus(int status) {
      // it has one
    }

    @Override
    public int getStatus() {
      return 200;
    }

    @Override
    public boolean isCommitted() {
      return true;
    }
  }
}
