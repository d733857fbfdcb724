package io.sonde.agent.instrumentation.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A topic or a queue, with its meters.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code outcomes}</td><td>volatile; the array is never changed</td><td>volatile, a longer
 * copy</td><td>none</td></tr>
 * <tr><td>{@code consumed}</td><td>volatile; the array is never changed</td><td>volatile, a longer
 * copy</td><td>none</td></tr>
 * </table>
 */
public final class Destination {

  /** Outcomes (operation and error) that one destination tells apart. */
  static final int MAX_OUTCOMES = 32;

  private final int number;
  private final String name;
  private final MessagingMeters meters;
  private volatile Outcome[] outcomes = {};

  private volatile Consumed[] consumed = {};

  Destination(int number, String name, MessagingMeters meters) {
    this.number = number;
    this.name = name;
    this.meters = meters;
  }

  /** The destination's number, for {@link Destinations#numbered}. */
  public int number() {
    return number;
  }

  /** The name of the topic or queue. */
  public String name() {
    return name;
  }

  /**
   * Records an operation.
   *
   * @param thrown what it ended with, or null
   */
  public void record(Operation operation, long elapsedNanos, @Nullable Throwable thrown) {
    String error = thrown == null ? null : thrown.getClass().getName();
    timer(operation, error).record(elapsedNanos, TimeUnit.NANOSECONDS);
  }

  /** Counts messages that the application was given. */
  public void addConsumed(Operation operation, int messages) {
    counter(operation).increment(messages);
  }

  private Counter counter(Operation operation) {
    Consumed[] known = consumed;
    for (Consumed one : known) {
      if (one.operation == operation) {
        return one.counter;
      }
    }
    Counter counter = meters.consumed(name, operation);
    Consumed[] longer = Arrays.copyOf(known, known.length + 1);
    longer[known.length] = new Consumed(operation, counter);
    // a concurrent addition may get lost; it is made again when next missed, with the same counter
    consumed = longer;
    return counter;
  }

  private Timer timer(Operation operation, @Nullable String error) {
    Outcome[] known = outcomes;
    for (Outcome outcome : known) {
      if (outcome.operation == operation && Objects.equals(outcome.error, error)) {
        return outcome.timer;
      }
    }
    if (known.length >= MAX_OUTCOMES) {
      return meters.timer(name, operation, Destinations.OTHER);
    }
    Timer timer = meters.timer(name, operation, error == null ? "" : error);
    Outcome[] longer = Arrays.copyOf(known, known.length + 1);
    longer[known.length] = new Outcome(operation, error, timer);
    // a concurrent addition may get lost; it is made again when next missed, with the same timer
    outcomes = longer;
    return timer;
  }

  private record Consumed(Operation operation, Counter counter) {}

  private record Outcome(Operation operation, @Nullable String error, Timer timer) {}
}
