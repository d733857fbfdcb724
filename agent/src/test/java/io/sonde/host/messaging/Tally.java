package io.sonde.host.messaging;

import java.util.Map;
import java.util.TreeMap;

/** What a program counts of its own messages: a line on stdout for each of {@link #print}. */
final class Tally {

  private final Map<String, Long> counts = new TreeMap<>();

  /** Messages were sent, or failed with an exception of a class. */
  void sent(String destination, String error, long messages) {
    add("operation " + destination + "|send|" + error, messages);
  }

  /** A call asked for messages of a destination. */
  void asked(String destination, String operation, String error) {
    add("operation " + destination + "|" + operation + "|" + error, 1);
  }

  /** Messages were given to the program. */
  void given(String destination, String operation, long messages) {
    add("consumed " + destination + "|" + operation, messages);
  }

  /** The program has worked for what it was given, and failed or not. */
  void worked(String destination, String error) {
    add("process " + destination + "|" + error, 1);
  }

  private void add(String what, long count) {
    counts.merge(what, count, Long::sum);
  }

  /** Prints {@code KIND KEY COUNT} for everything. */
  void print() {
    counts.forEach((what, count) -> System.out.println(what + " " + count));
  }
}
