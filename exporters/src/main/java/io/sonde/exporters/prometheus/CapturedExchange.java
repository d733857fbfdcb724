package io.sonde.exporters.prometheus;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpPrincipal;
import com.sun.net.httpserver.HttpServer;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An exchange without a connection: shows a handler a GET and keeps its answer in memory, so that
 * the answer can be sent under our own transport rules.
 */
final class CapturedExchange extends HttpExchange {
  private final URI uri;
  private final Headers requestHeaders = new Headers();
  private final Headers responseHeaders = new Headers();
  private final ExpositionText body = new ExpositionText();
  private final Map<String, Object> attributes = new HashMap<>();
  private final HttpContext context = new Context();
  private int status = -1;

  CapturedExchange(URI uri, @Nullable String accept) {
    this.uri = uri;
    if (accept != null) {
      requestHeaders.set("Accept", accept);
    }
  }

  ExpositionText body() {
    return body;
  }

  @Override
  public Headers getRequestHeaders() {
    return requestHeaders;
  }

  @Override
  public Headers getResponseHeaders() {
    return responseHeaders;
  }

  @Override
  public URI getRequestURI() {
    return uri;
  }

  @Override
  public String getRequestMethod() {
    return "GET";
  }

  @Override
  public HttpContext getHttpContext() {
    return context;
  }

  @Override
  public void close() {}

  @Override
  public InputStream getRequestBody() {
    return InputStream.nullInputStream();
  }

  @Override
  public OutputStream getResponseBody() {
    return body;
  }

  @Override
  public void sendResponseHeaders(int code, long length) {
    status = code;
  }

  @Override
  public @Nullable InetSocketAddress getRemoteAddress() {
    return null;
  }

  @Override
  public int getResponseCode() {
    return status;
  }

  @Override
  public @Nullable InetSocketAddress getLocalAddress() {
    return null;
  }

  @Override
  public String getProtocol() {
    return "HTTP/1.1";
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return attributes.get(name);
  }

  @Override
  public void setAttribute(String name, Object value) {
    attributes.put(name, value);
  }

  @Override
  public void setStreams(InputStream in, OutputStream out) {
    throw new UnsupportedOperationException("captured");
  }

  @Override
  public @Nullable HttpPrincipal getPrincipal() {
    return null;
  }

  private static final class Context extends HttpContext {
    @Override
    public @Nullable HttpHandler getHandler() {
      return null;
    }

    @Override
    public void setHandler(HttpHandler handler) {
      throw new UnsupportedOperationException("captured");
    }

    @Override
    public String getPath() {
      return "/metrics";
    }

    @Override
    public @Nullable HttpServer getServer() {
      return null;
    }

    @Override
    public Map<String, Object> getAttributes() {
      return Map.of();
    }

    @Override
    public List<Filter> getFilters() {
      return List.of();
    }

    @Override
    public Authenticator setAuthenticator(Authenticator authenticator) {
      throw new UnsupportedOperationException("captured");
    }

    @Override
    public @Nullable Authenticator getAuthenticator() {
      return null;
    }
  }
}
