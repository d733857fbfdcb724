package io.sonde.agent.requests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The routes and statements that are told apart, by number.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code routes[i]}, {@code statements[i]}</td><td>volatile</td><td>volatile, once, before
 * the number is handed out</td><td>this</td></tr>
 * <tr><td>the maps</td><td>concurrent</td><td>once per key</td><td>this</td></tr>
 * </table>
 */
public final class Books {

  /** Routes that are told apart; what comes later is {@code other}. */
  static final int MAX_ROUTES = 2_000;

  /** Statements that are told apart; what comes later has number 0. */
  static final int MAX_STATEMENTS = 4_000;

  private static final String OTHER = "other";

  private final WorkListener listener;
  private final AtomicReferenceArray<@Nullable RouteLedger> routes =
      new AtomicReferenceArray<>(MAX_ROUTES + 2);
  private final AtomicReferenceArray<@Nullable StatementText> statements =
      new AtomicReferenceArray<>(MAX_STATEMENTS + 1);
  private final Map<String, RouteLedger> routesByName = new ConcurrentHashMap<>();
  private final Map<String, StatementText> statementsByText = new ConcurrentHashMap<>();
  private final LongAdder dropped = new LongAdder();

  Books(WorkListener listener) {
    this.listener = listener;
  }

  long dropped() {
    return dropped.sum();
  }

  /**
   * The ledger of a route.
   *
   * @param method the request's method
   * @param route the route's template
   * @param begun the route as it was known when the request began, or null if it was this one
   */
  public RouteLedger route(String method, String route, @Nullable RouteLedger begun) {
    String name = method + ' ' + route;
    RouteLedger known = routesByName.get(name);
    return known != null ? known : makeRoute(name, method, route, begun);
  }

  private synchronized RouteLedger makeRoute(
      String name, String method, String route, @Nullable RouteLedger begun) {
    RouteLedger known = routesByName.get(name);
    if (known != null) {
      return known;
    }
    int number = routesByName.size() + 1;
    if (number > MAX_ROUTES) {
      dropped.increment();
      RouteLedger shared = routes.get(MAX_ROUTES + 1);
      if (shared == null) {
        shared = new RouteLedger(MAX_ROUTES + 1, 0, OTHER, OTHER, 0);
        routes.set(MAX_ROUTES + 1, shared);
      }
      return shared;
    }
    RouteLedger made =
        new RouteLedger(
            number, begun == null ? 0 : begun.number(), method, route, listener.route(name));
    routes.set(number, made);
    routesByName.put(name, made);
    return made;
  }

  /** The ledger with a number; null for 0. */
  @Nullable RouteLedger route(int number) {
    return number > 0 && number < routes.length() ? routes.get(number) : null;
  }

  /** All ledgers. */
  public List<RouteLedger> routes() {
    List<RouteLedger> found = new ArrayList<>();
    for (int i = 0; i < routes.length(); i++) {
      RouteLedger route = routes.get(i);
      if (route != null) {
        found.add(route);
      }
    }
    return found;
  }

  /** A statement by what it is; null if there are too many. */
  public @Nullable StatementText statement(String system, String summary, String text) {
    String key = system + '\n' + text;
    StatementText known = statementsByText.get(key);
    return known != null ? known : makeStatement(key, system, summary, text);
  }

  private synchronized @Nullable StatementText makeStatement(
      String key, String system, String summary, String text) {
    StatementText known = statementsByText.get(key);
    if (known != null) {
      return known;
    }
    int number = statementsByText.size() + 1;
    if (number > MAX_STATEMENTS) {
      dropped.increment();
      return null;
    }
    StatementText made = new StatementText(number, system, summary, text);
    statements.set(number, made);
    statementsByText.put(key, made);
    return made;
  }

  @Nullable StatementText statement(int number) {
    return number > 0 && number < statements.length() ? statements.get(number) : null;
  }
}
