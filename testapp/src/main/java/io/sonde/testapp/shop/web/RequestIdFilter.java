package io.sonde.testapp.shop.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** Gives each answer the id its request came with, or a new one. */
final class RequestIdFilter extends HttpFilter {

  private static final String HEADER = "X-Request-Id";
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private final AtomicLong ids = new AtomicLong();

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String given = request.getHeader(HEADER);
    boolean usable = given != null && VALID.matcher(given).matches();
    response.setHeader(HEADER, usable ? given : "shop-" + ids.incrementAndGet());
    chain.doFilter(request, response);
  }
}
