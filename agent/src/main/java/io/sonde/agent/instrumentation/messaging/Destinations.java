package io.sonde.agent.instrumentation.messaging;

import io.sonde.agent.instrumentation.ProbeContext;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The topics and queues of one messaging system that were used, by name and by number.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code named}</td><td>concurrent</td><td>locked</td><td>the object's monitor, for
 * writers, who come once for each name</td></tr>
 * <tr><td>{@code numbered[i]}</td><td>volatile</td><td>volatile, once</td><td>as {@code named}</td>
 * </tr>
 * </table>
 */
public final class Destinations {

  /** Names that are told apart. */
  static final int MAX_NAMES = 256;

  /** The name of what is beyond. */
  static final String OTHER = "other";

  private static final int MAX_LENGTH = 250;

  private final MessagingMeters meters;
  private final ConcurrentHashMap<String, Destination> named = new ConcurrentHashMap<>();
  private final AtomicReferenceArray<@Nullable Destination> numbered =
      new AtomicReferenceArray<>(MAX_NAMES + 2);

  private final Destination none;
  private final Destination other;

  /**
   * Makes an empty list.
   *
   * @param system the value of the label {@code messaging_system}
   */
  public Destinations(ProbeContext context, String system) {
    this.meters = new MessagingMeters(context.registry(), context.callBounds(), system);
    this.none = number(0, "");
    this.other = number(MAX_NAMES + 1, OTHER);
  }

  /** What is recorded in if there is no name, or more than one. */
  public Destination none() {
    return none;
  }

  /** The destination of a name; {@link #none} if that is no text. */
  public Destination of(@Nullable Object name) {
    if (!(name instanceof String text) || text.isEmpty()) {
      return none;
    }
    Destination known = named.get(text);
    if (known != null) {
      return known;
    }
    // without the lock: names beyond the bound may come with every call
    Destination added = isFull() || text.length() > MAX_LENGTH ? other : add(text);
    if (added == other) {
      meters.refuseName();
    }
    return added;
  }

  /** The destination with a number. */
  public Destination numbered(long number) {
    Destination known =
        number > 0 && number < numbered.length() ? numbered.get((int) number) : none;
    return known == null ? none : known;
  }

  /** Those that have names of their own. */
  public Collection<Destination> known() {
    return named.values();
  }

  private boolean isFull() {
    return named.size() >= MAX_NAMES;
  }

  private synchronized Destination add(String name) {
    Destination known = named.get(name);
    if (known != null) {
      return known;
    }
    if (isFull()) {
      return other;
    }
    Destination added = number(named.size() + 1, name);
    named.put(name, added);
    return added;
  }

  private Destination number(int number, String name) {
    Destination made = new Destination(number, name, meters);
    numbered.set(number, made);
    return made;
  }
}
