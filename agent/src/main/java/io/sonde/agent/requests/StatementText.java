package io.sonde.agent.requests;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * One statement of a database, without its literals.
 *
 * <p>Holds strings and numbers only, nothing of the application.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code stacks}</td><td>concurrent</td><td>once per route</td><td>none</td></tr>
 * <tr><td>{@code texts}</td><td>locked</td><td>locked, when a text is new</td><td>itself</td></tr>
 * <tr><td>{@code isPartial}, {@code hasLeadingWildcard}</td><td>volatile</td><td>volatile, only to
 * true</td><td>none</td></tr>
 * </table>
 */
public final class StatementText {

  /** Texts with other literals that are told apart. */
  public static final int MAX_TEXTS = 64;

  private static final int MAX_STACKS = 4;

  private final int number;
  private final String system;
  private final String summary;
  private final String text;
  private final Set<Integer> texts = new HashSet<>();
  private volatile boolean isPartial;
  private volatile boolean hasLeadingWildcard;

  /** Where it was called from when it was repeated, by the number of the route. */
  private final ConcurrentMap<Integer, List<String>> stacks = new ConcurrentHashMap<>();

  StatementText(int number, String system, String summary, String text) {
    this.number = number;
    this.system = system;
    this.summary = summary;
    this.text = text;
  }

  /** Above 0. */
  public int number() {
    return number;
  }

  /** The value of {@code db_system_name}. */
  public String system() {
    return system;
  }

  /** The value of {@code db_query_summary}. */
  public String summary() {
    return summary;
  }

  /** The text with {@code ?} for each literal. */
  public String text() {
    return text;
  }

  /**
   * A text was seen whose literals were taken out.
   *
   * @param hash of the text as it was; equal texts have equal ones
   */
  public void literalText(int hash) {
    synchronized (texts) {
      if (texts.size() < MAX_TEXTS) {
        texts.add(hash);
      }
    }
  }

  /** How many different texts {@link #literalText} was told of, at most {@link #MAX_TEXTS}. */
  public int literalTexts() {
    synchronized (texts) {
      return texts.size();
    }
  }

  /** The text does not show all of the statement. */
  public void partial() {
    isPartial = true;
  }

  /** Whether {@link #partial} was never called. */
  public boolean isWhole() {
    return !isPartial;
  }

  /** A literal after LIKE starts with a wildcard. */
  public void leadingWildcard() {
    hasLeadingWildcard = true;
  }

  /** Whether {@link #leadingWildcard} was called. */
  public boolean hasLeadingWildcard() {
    return hasLeadingWildcard;
  }

  boolean wantsStack(int route) {
    return stacks.size() < MAX_STACKS && !stacks.containsKey(route);
  }

  void keepStack(int route, List<String> stack) {
    stacks.putIfAbsent(route, stack);
  }

  /** Where it was repeated from, innermost first; empty if that was not seen. */
  List<String> stack(int route) {
    return stacks.getOrDefault(route, List.of());
  }
}
