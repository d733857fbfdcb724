package io.sonde.testapp.shop.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/** Lets guests in and turns away wrong tokens (401) and methods the shop does not know (405). */
final class AccessFilter extends HttpFilter {

  static final String TOKEN = "Bearer shop-customer";

  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "OPTIONS");

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cache-Control", "no-store");
    String token = request.getHeader("Authorization");
    if (!METHODS.contains(request.getMethod())) {
      Reply.error(HttpServletResponse.SC_METHOD_NOT_ALLOWED, "unknown method").write(response);
    } else if (token != null && !token.equals(TOKEN)) {
      Reply.error(HttpServletResponse.SC_UNAUTHORIZED, "wrong token").write(response);
    } else {
      chain.doFilter(request, response);
    }
  }
}
