package io.sonde.agent.instrumentation.servlet;

import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The URL patterns of a web application's servlets, for the Servlet API before 4.0, whose requests
 * do not tell which pattern led to the servlet.
 *
 * <p>With the default servlet, {@code getServletPath} is the raw path there, the same as with an
 * exact mapping; only the registered patterns tell the two apart. They are read once per web
 * application (by its path), at its first request.
 */
final class RegisteredPatterns {

  /** The pattern of the default servlet. */
  static final String DEFAULT = "/";

  private static final int MAX_APPLICATIONS = 256;

  private final Map<String, Map<String, String>> byContextPath = new ConcurrentHashMap<>();

  /** The pattern that led to the servlet of a request. */
  String patternOf(@Nullable MethodHandle[] access, Object request, String contextPath) {
    Map<String, String> patterns = byContextPath.get(contextPath);
    if (patterns == null) {
      if (byContextPath.size() >= MAX_APPLICATIONS) {
        return DEFAULT;
      }
      patterns = index(ServletAccess.registeredPatterns(access, request));
      byContextPath.put(contextPath, patterns);
    }
    String servletPath = ServletAccess.servletPath(access, request);
    boolean prefix = ServletAccess.pathInfo(access, request) != null;
    return patternOf(patterns, servletPath == null ? "" : servletPath, prefix);
  }

  /** Patterns by what a request's servlet path is when they match. */
  static Map<String, String> index(List<String> registered) {
    Map<String, String> patterns = new HashMap<>();
    for (String pattern : registered) {
      if (pattern.endsWith("/*")) {
        // a prefix pattern also matches without anything behind the prefix, where it yields to an
        // exact one
        patterns.putIfAbsent(pattern.substring(0, pattern.length() - 2), pattern);
      } else {
        patterns.put(pattern, pattern);
      }
    }
    for (String pattern : registered) {
      if (pattern.endsWith("/*")) {
        patterns.put(pattern, pattern);
      }
    }
    return Map.copyOf(patterns);
  }

  static String patternOf(Map<String, String> patterns, String servletPath, boolean prefix) {
    String pattern = patterns.get(servletPath);
    if (pattern != null && (!prefix || pattern.endsWith("/*"))) {
      return pattern;
    }
    if (prefix) {
      // the prefix has an exact pattern besides
      String both = patterns.get(servletPath + "/*");
      return both != null ? both : servletPath.isEmpty() ? "/*" : DEFAULT;
    }
    int dot = servletPath.lastIndexOf('.');
    if (dot > servletPath.lastIndexOf('/')) {
      String extension = patterns.get("*" + servletPath.substring(dot));
      if (extension != null) {
        return extension;
      }
    }
    return DEFAULT;
  }
}
