package io.sonde.host.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;

/** A filter that answers by itself: nothing behind it is ever asked. */
public final class GateFilter implements Filter {

  /** Made by the server. */
  public GateFilter() {}

  @Override
  public void init(FilterConfig config) {}

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) {
    ((HttpServletResponse) response).setStatus(403);
  }

  @Override
  public void destroy() {}
}
