package io.sonde.host.rpc;

import java.util.Map;
import java.util.TreeMap;

/** What a program counts of its own calls: a line on stdout for each of {@link #print}. */
final class Tally {

  private final Map<String, Long> counts = new TreeMap<>();

  /** A caller was told of the end of a call. */
  void called(String method, String status) {
    add("client " + method + "|" + status, 1);
  }

  /** The server was told of the end of a call. */
  void served(String method, String status) {
    add("server " + method + "|" + status, 1);
  }

  private synchronized void add(String what, long count) {
    counts.merge(what, count, Long::sum);
  }

  /** Prints {@code KIND KEY COUNT} for everything. */
  synchronized void print() {
    counts.forEach((what, count) -> System.out.println(what + " " + count));
  }
}
