package io.sonde.agent.requests;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * One statement of a database, without its literals.
 *
 * <p>Holds strings only, nothing of the application.
 */
public final class StatementText {

  private static final int MAX_STACKS = 4;

  private final int number;
  private final String system;
  private final String summary;
  private final String text;
  private final LongAdder literalTexts = new LongAdder();

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

  /** A text was seen for the first time in a while whose literals were taken out. */
  public void literalText() {
    literalTexts.increment();
  }

  /** How often {@link #literalText} was called. */
  public long literalTexts() {
    return literalTexts.sum();
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
