package io.sonde.testapp.shop.web;

import io.sonde.testapp.shop.truth.Truth;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Counts each request when its answer is complete, under the pattern of the servlet it is mapped
 * to.
 */
final class RequestCountFilter extends HttpFilter {

  private final transient Truth truth;

  RequestCountFilter(Truth truth) {
    this.truth = truth;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Exchange exchange =
        new Exchange(
            request.getMethod(),
            request.getHttpServletMapping().getPattern(),
            System.nanoTime(),
            truth);
    boolean failed = true;
    try {
      chain.doFilter(request, response);
      failed = false;
    } finally {
      if (failed) {
        exchange.record(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
      } else if (request.isAsyncStarted()) {
        request.getAsyncContext().addListener(new OnComplete(exchange, response));
      } else {
        exchange.record(response.getStatus());
      }
    }
  }

  private record Exchange(String method, String route, long startNanos, Truth truth) {
    void record(int status) {
      truth.request(method, route, status, System.nanoTime() - startNanos);
    }
  }

  private record OnComplete(Exchange exchange, HttpServletResponse response)
      implements AsyncListener {

    @Override
    public void onComplete(AsyncEvent event) {
      exchange.record(response.getStatus());
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }
}
