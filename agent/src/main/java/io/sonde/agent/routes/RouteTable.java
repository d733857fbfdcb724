package io.sonde.agent.routes;

import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.requests.RouteLedger;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The {@link RouteHandle}s seen so far, found without allocation, by number or by what makes up the
 * route.
 *
 * <p>Holds strings only, nothing of the application. At most {@code maxRoutes} are told apart; what
 * comes later shares one handle per method, whose route is {@code other}, and is counted.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code chains[i]}</td><td>volatile</td><td>compare-and-set; links are immutable and stay
 * </td><td>none</td></tr>
 * <tr><td>{@code byNumber[i]}</td><td>volatile</td><td>volatile, once, before the link is
 * published</td><td>none</td></tr>
 * <tr><td>{@code numbers}</td><td>volatile</td><td>atomic</td><td>none</td></tr>
 * </table>
 */
public final class RouteTable {

  /** Routes that are told apart. */
  static final int MAX_ROUTES = 2_000;

  /** The label value of routes beyond the bound. */
  static final String OTHER = "other";

  private static final int CHAINS = 1 << 10;

  private final int maxRoutes;
  private final ServerMeters meters;
  private final RequestLedger requests;
  private final AtomicReferenceArray<@Nullable Link> chains = new AtomicReferenceArray<>(CHAINS);
  private final AtomicReferenceArray<@Nullable RouteHandle> byNumber;
  private final AtomicInteger numbers = new AtomicInteger(1);

  private RouteTable(ProbeContext context) {
    this(
        MAX_ROUTES, new ServerMeters(context.registry(), context.callBounds()), context.requests());
  }

  RouteTable(int maxRoutes, ServerMeters meters, RequestLedger requests) {
    this.maxRoutes = maxRoutes;
    this.meters = meters;
    this.requests = requests;
    // the first stands for "none", the last ones are for overflow
    this.byNumber = new AtomicReferenceArray<>(1 + maxRoutes + ServerMeters.METHODS);
  }

  /** The one of a context: whichever server is installed first makes it. */
  public static RouteTable of(ProbeContext context) {
    return context.shared(RouteTable.class, RouteTable::new);
  }

  /**
   * The handle of a URL pattern.
   *
   * @param method as the request says it
   * @param contextPath the application's path, empty for the root
   */
  public RouteHandle find(@Nullable String method, String contextPath, String pattern) {
    return find(ServerMeters.methodNumber(method), contextPath, pattern);
  }

  RouteHandle find(int method, String contextPath, String pattern) {
    return find(method, contextPath, pattern, null, null);
  }

  /** The handle of a route that a framework matched behind a servlet. */
  public RouteHandle find(RouteHandle servlet, String template) {
    if (servlet.number() > maxRoutes) {
      return servlet;
    }
    return find(
        servlet.method(), servlet.contextPath(), servlet.pattern(), template, servlet.ledger());
  }

  /** The handle with a number that was read from {@link RouteHandle#number()}; null for 0. */
  public @Nullable RouteHandle byNumber(long number) {
    return number >= 0 && number < byNumber.length() ? byNumber.get((int) number) : null;
  }

  private RouteHandle find(
      int method,
      String contextPath,
      String pattern,
      @Nullable String template,
      @Nullable RouteLedger begun) {
    int index = indexOf(method, contextPath, pattern, template);
    RouteHandle created = null;
    while (true) {
      Link head = chains.get(index);
      for (Link link = head; link != null; link = link.next) {
        if (link.handle.matches(method, contextPath, pattern, template)) {
          return link.handle;
        }
      }
      if (created == null) {
        int number = numbers.get() <= maxRoutes ? numbers.getAndIncrement() : maxRoutes + 1;
        if (number > maxRoutes) {
          return overflow(method);
        }
        String route = routeOf(contextPath, pattern, template);
        created =
            new RouteHandle(
                number,
                method,
                contextPath,
                pattern,
                template,
                route,
                meters,
                requests.books().route(ServerMeters.methodName(method), route, begun));
        byNumber.set(number, created);
        meters.showActive(method);
      }
      if (chains.compareAndSet(index, head, new Link(created, head))) {
        return created;
      }
    }
  }

  private RouteHandle overflow(int method) {
    meters.refuseRoute();
    int number = 1 + maxRoutes + method;
    RouteHandle shared = byNumber.get(number);
    if (shared == null) {
      meters.showActive(method);
      byNumber.compareAndSet(
          number,
          null,
          new RouteHandle(
              number,
              method,
              "",
              "",
              null,
              OTHER,
              meters,
              requests.books().route(ServerMeters.methodName(method), OTHER, null)));
      shared = byNumber.get(number);
    }
    return Objects.requireNonNull(shared);
  }

  /**
   * The label value: the web application's path, then the framework's template behind the servlet's
   * prefix, or else the servlet's pattern with {@code /*} for the default servlet.
   */
  static String routeOf(String contextPath, String pattern, @Nullable String template) {
    if (template != null) {
      String prefix =
          pattern.length() > 2 && pattern.endsWith("/*")
              ? pattern.substring(0, pattern.length() - 2)
              : "";
      String separator = template.isEmpty() || template.startsWith("/") ? "" : "/";
      String route = contextPath + prefix + separator + template;
      return route.isEmpty() ? "/" : route;
    }
    return switch (pattern) {
      case "" -> contextPath + "/";
      case "/" -> contextPath + "/*";
      default -> contextPath + (pattern.startsWith("/") ? "" : "/") + pattern;
    };
  }

  private static int indexOf(
      int method, String contextPath, String pattern, @Nullable String template) {
    int hash = (contextPath.hashCode() * 31 + pattern.hashCode()) * 31 + method;
    if (template != null) {
      hash = hash * 31 + template.hashCode();
    }
    return (hash ^ (hash >>> 10) ^ (hash >>> 20)) & (CHAINS - 1);
  }

  private record Link(RouteHandle handle, @Nullable Link next) {}
}
