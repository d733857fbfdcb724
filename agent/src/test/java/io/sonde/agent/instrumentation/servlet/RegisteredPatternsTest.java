package io.sonde.agent.instrumentation.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RegisteredPatternsTest {

  private static final Map<String, String> PATTERNS =
      RegisteredPatterns.index(
          List.of("/", "/orders", "/orders/*", "/api/*", "/items", "*.do", "/a.do"));

  @ParameterizedTest
  @CsvSource({
    "/items,         false, /items",
    "/orders,        false, /orders",
    "/orders,        true,  /orders/*",
    "/api,           false, /api/*",
    "/api,           true,  /api/*",
    "/x/y.do,        false, *.do",
    "/a.do,          false, /a.do",
    "/secret/4711,   false, /",
    "/x.do/4711,     false, /",
    "/index.html,    false, /",
    "'',             true,  /*",
    "/unknown,       true,  /",
  })
  void pattern_ofServletPath_isRegisteredOrDefault(
      String servletPath, boolean pathInfo, String pattern) {
    assertThat(RegisteredPatterns.patternOf(PATTERNS, servletPath, pathInfo)).isEqualTo(pattern);
  }
}
