package io.sonde.host.cache;

import java.util.ArrayList;
import java.util.List;

/**
 * A way to use caches, twice: without statistics and, by the same calls, with the library's own.
 */
abstract class Use {

  /** What was used stays alive, or its name would be free for the next. */
  private static final List<Object> KEPT = new ArrayList<>();

  /** Values that the program knows to have been written. */
  private int puts;

  /** Uses both caches and prints what the second one counted, which goes for both. */
  final void run() throws Exception {
    Counts plain = use(false);
    final int plainPuts = puts;
    puts = 0;
    Counts recording = use(true);
    if (plain.hits() + plain.misses() + plain.evictions() != 0) {
      throw new AssertionError("statistics without recordStats: " + plain);
    }
    print(name(false), plain.size(), recording, plainPuts);
    print(name(true), recording.size(), recording, puts);
  }

  /** What the cache must be called. */
  String name(boolean recordStats) {
    String name = getClass().getName();
    return name.substring(name.lastIndexOf('.') + 1).replace('$', '.') + (recordStats ? "-2" : "");
  }

  /** Prints what a cache must have counted. */
  static void print(String name, long size, Counts counts, int puts) {
    System.out.println(
        "cache %s hits=%d misses=%d evictions=%d puts=%d size=%d"
            .formatted(name, counts.hits(), counts.misses(), counts.evictions(), puts, size));
  }

  /** Makes a cache, uses it and says what it counted. */
  abstract Counts use(boolean recordStats) throws Exception;

  final void put() {
    puts++;
  }

  final <T> T kept(T cache) {
    KEPT.add(cache);
    return cache;
  }

  /**
   * What a cache knows of itself.
   *
   * @param hits all 0 if it does not record statistics, as are the next two
   */
  record Counts(long hits, long misses, long evictions, long size) {}
}
