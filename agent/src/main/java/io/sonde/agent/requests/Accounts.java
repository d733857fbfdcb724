package io.sonde.agent.requests;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Accounts of requests that have handed work to other threads, which add their times from there.
 *
 * <p>A fixed number of accounts; nothing is allocated. A ticket names the account, its generation
 * and the request's route: a thread that comes after the request has ended, or after the account
 * was given to another request, adds nothing.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>an account's first word: generation, lowest bit set while open</td><td>volatile</td>
 * <td>compare-and-set to open; volatile by its opener to close</td><td>none</td></tr>
 * <tr><td>the other words: low bits of the generation, nanoseconds</td><td>volatile</td>
 * <td>compare-and-set; volatile when opened, before a ticket exists</td><td>none</td></tr>
 * </table>
 */
final class Accounts {

  /** What other threads add: a number from 0. */
  static final int QUEUE = 0;

  static final int SQL = 1;
  static final int POOL = 2;
  static final int HTTP = 3;
  static final int PARTS = 4;

  static final int MAX_ROUTE = (1 << 12) - 1;

  private static final int ACCOUNTS = 1 << 11;
  private static final int WORDS = 8;
  private static final int PROBES = 8;
  private static final int ROUTE_BITS = 12;
  private static final int INDEX_BITS = 12;
  private static final int NANO_BITS = 44;
  private static final long NANO_MASK = (1L << NANO_BITS) - 1;

  private final AtomicLongArray words = new AtomicLongArray(ACCOUNTS * WORDS);
  private final LongAdder dropped = new LongAdder();

  /** How many requests found no account. */
  long dropped() {
    return dropped.sum();
  }

  /** Opens an account; without a free one the ticket names the route alone. */
  long open(int route, long seed) {
    int hash = (int) ((seed * 0x9E3779B97F4A7C15L) >>> 40);
    for (int i = 0; i < PROBES; i++) {
      int index = (hash + i) & (ACCOUNTS - 1);
      int at = index * WORDS;
      long word = words.get(at);
      // the account numbered 0 would look like none
      if (index != 0 && (word & 1) == 0 && words.compareAndSet(at, word, word + 1)) {
        long generation = word >>> 1;
        for (int part = 0; part < PARTS; part++) {
          words.set(at + 1 + part, generation << NANO_BITS);
        }
        return (((generation << INDEX_BITS) | index) << ROUTE_BITS) | route;
      }
    }
    dropped.increment();
    return route;
  }

  /** The route that a ticket was opened with. */
  static int route(long ticket) {
    return (int) (ticket & MAX_ROUTE);
  }

  /** Adds what another thread spent. */
  void add(long ticket, int part, long nanos) {
    int at = at(ticket);
    if (at == 0 || nanos <= 0) {
      return;
    }
    long tag = generation(ticket) << NANO_BITS;
    while (true) {
      long word = words.get(at + 1 + part);
      if ((word & ~NANO_MASK) != tag) {
        return;
      }
      long sum = Math.min(NANO_MASK, (word & NANO_MASK) + nanos);
      if (words.compareAndSet(at + 1 + part, word, tag | sum)) {
        return;
      }
    }
  }

  /** What was added up to now; nanoseconds. */
  long read(long ticket, int part) {
    int at = at(ticket);
    return at == 0 ? 0 : words.get(at + 1 + part) & NANO_MASK;
  }

  /** Closes an account; called once by who opened it. */
  void close(long ticket) {
    int at = at(ticket);
    if (at != 0) {
      words.set(at, (generation(ticket) + 1) << 1);
    }
  }

  private static int at(long ticket) {
    return (int) ((ticket >>> ROUTE_BITS) & ((1 << INDEX_BITS) - 1)) * WORDS;
  }

  private static long generation(long ticket) {
    return ticket >>> (ROUTE_BITS + INDEX_BITS);
  }
}
