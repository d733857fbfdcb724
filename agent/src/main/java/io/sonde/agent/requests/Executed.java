package io.sonde.agent.requests;

import org.jspecify.annotations.Nullable;

/**
 * The statements that the current thread has executed for its request: number, executions, time of
 * all, longest, for each.
 *
 * <p>The value of the thread-local is a {@code long[]}, a type of the JDK, for threads that outlive
 * the agent; only the owning thread reads and writes it.
 */
final class Executed {

  /** Statements that one request tells apart. */
  static final int MAX = 16;

  static final int NUMBER = 0;
  static final int CALLS = 1;
  static final int NANOS = 2;
  static final int LONGEST = 3;
  static final int WORDS = 4;

  private static final ThreadLocal<long @Nullable []> LIST = new ThreadLocal<>();

  private Executed() {}

  /** The list of the current thread, null if it has none. */
  static long @Nullable [] list() {
    return LIST.get();
  }

  /** Takes note of an execution; returns how often this request executed it, 0 if not known. */
  static long add(long[] state, int number, long nanos) {
    long[] list = LIST.get();
    if (list == null) {
      list = new long[MAX * WORDS];
      LIST.set(list);
    }
    int end = (int) state[Places.EXECUTED] * WORDS;
    for (int at = 0; at < end; at += WORDS) {
      if (list[at + NUMBER] == number) {
        list[at + NANOS] += nanos;
        if (nanos > list[at + LONGEST]) {
          list[at + LONGEST] = nanos;
        }
        return ++list[at + CALLS];
      }
    }
    if (end == list.length) {
      return 0;
    }
    list[end + NUMBER] = number;
    list[end + CALLS] = 1;
    list[end + NANOS] = nanos;
    list[end + LONGEST] = nanos;
    state[Places.EXECUTED]++;
    return 1;
  }
}
