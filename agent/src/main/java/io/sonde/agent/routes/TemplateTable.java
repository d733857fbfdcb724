package io.sonde.agent.routes;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What a route becomes when a framework behind the server has matched templates, found without
 * allocation. Frameworks do not know each other and share one table.
 *
 * <p>Holds strings and handles only, nothing of the application. At most {@code maxLinks} are kept;
 * what comes later is put together each time.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code chains[i]}</td><td>volatile</td><td>compare-and-set; links are immutable and stay
 * </td><td>none</td></tr>
 * <tr><td>{@code matched}</td><td>concurrent map</td><td>once per handle</td><td>none</td></tr>
 * <tr><td>{@code links}</td><td>volatile</td><td>atomic</td><td>none</td></tr>
 * </table>
 */
public final class TemplateTable {

  /** Links that are kept. */
  static final int MAX_LINKS = 2_000;

  private static final int CHAINS = 1 << 8;

  private final int maxLinks;
  private final RouteTable routes;
  private final AtomicReferenceArray<@Nullable Link> chains = new AtomicReferenceArray<>(CHAINS);
  private final AtomicInteger links = new AtomicInteger();

  /** By handles that were made here: as many as there are routes, at most. */
  private final Map<RouteHandle, Matched> matched = new ConcurrentHashMap<>();

  TemplateTable(RouteTable routes, int maxLinks) {
    this.routes = routes;
    this.maxLinks = maxLinks;
  }

  /** The one of a context: whichever framework is installed first makes it. */
  public static TemplateTable of(ProbeContext context) {
    RouteTable routes = RouteTable.of(context);
    return context.shared(TemplateTable.class, any -> new TemplateTable(routes, MAX_LINKS));
  }

  /**
   * Gives the request that a thread serves a longer route: a framework has matched two more
   * templates, behind those that it has matched before.
   *
   * @param state the thread's
   * @param resource the template of a resource, empty if there is none
   * @param method the template of its method, empty if there is none
   */
  public void append(long[] state, String resource, String method) {
    RouteHandle known = routeOf(state);
    if (known != null) {
      state[CallState.SERVER_ROUTE] = find(known, resource, method).number();
    }
  }

  /** As {@link #append}, with one template that takes the place of all matched before. */
  public void replace(long[] state, String template) {
    RouteHandle known = routeOf(state);
    if (known != null) {
      Matched before = matched.get(known);
      RouteHandle servlet = before == null ? known : before.servlet;
      state[CallState.SERVER_ROUTE] = find(servlet, template, "").number();
    }
  }

  private @Nullable RouteHandle routeOf(long[] state) {
    return state[CallState.SERVER] == 0 ? null : routes.byNumber(state[CallState.SERVER_ROUTE]);
  }

  /**
   * The handle of a route behind another one.
   *
   * @param known what the request had matched before: the servlet's, or one that was found here
   * @param resource the template of a resource, empty if there is none
   * @param method the template of its method, empty if there is none
   */
  public RouteHandle find(RouteHandle known, String resource, String method) {
    int index = indexOf(known.number(), resource, method);
    Link head = chains.get(index);
    for (Link link = head; link != null; link = link.next) {
      if (link.from == known.number()
          && link.resource.equals(resource)
          && link.method.equals(method)) {
        return link.to;
      }
    }
    Matched before = matched.getOrDefault(known, new Matched(known, ""));
    Matched after = new Matched(before.servlet, before.template + part(resource) + part(method));
    RouteHandle to = routes.find(after.servlet, after.template);
    matched.putIfAbsent(to, after);
    if (links.get() < maxLinks
        && chains.compareAndSet(
            index, head, new Link(known.number(), resource, method, to, head))) {
      // one that is lost to another thread is made again when next missed
      links.incrementAndGet();
    }
    return to;
  }

  /**
   * A template as part of a route: with a slash before it and none behind, and without the regular
   * expressions of its variables.
   */
  static String part(String template) {
    StringBuilder part = new StringBuilder(template.length() + 1);
    if (!template.startsWith("/")) {
      part.append('/');
    }
    int depth = 0;
    boolean inExpression = false;
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth--;
        inExpression &= depth > 0;
      } else if (c == ':' && depth == 1) {
        inExpression = true;
      }
      if (!inExpression && !(depth > 0 && c == ' ')) {
        part.append(c);
      }
    }
    int end = part.length();
    while (end > 0 && part.charAt(end - 1) == '/') {
      end--;
    }
    return part.substring(0, end);
  }

  private static int indexOf(int from, String resource, String method) {
    int hash = (resource.hashCode() * 31 + method.hashCode()) * 31 + from;
    return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (CHAINS - 1);
  }

  /** What a handle stands for: the servlet's handle and the whole template behind it. */
  private record Matched(RouteHandle servlet, String template) {}

  private record Link(
      int from, String resource, String method, RouteHandle to, @Nullable Link next) {}
}
