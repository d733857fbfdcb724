package io.sonde.profiler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The latest stretches of time that threads spent on requests: which thread, from when to when, for
 * which route. Profiles join their samples with them, so that a request costs no native call.
 *
 * <p>What instrumentation calls, on the thread that works:
 *
 * <ul>
 *   <li>{@link #route} once per route, keeping the number;
 *   <li>{@link #begin} when a thread begins to work for a request: at the outermost servlet or
 *       filter, and when an executor's worker begins a task that was submitted while its submitter
 *       worked for a request (the submitter's route is noted with the task's submission time);
 *   <li>{@link #end} with the ticket when that work ends, with the route as it is known by then.
 * </ul>
 *
 * <p>Both take tens of nanoseconds, do not allocate and do not lock. Intervals of one thread may be
 * nested; the innermost counts. Virtual threads must not be recorded: samples are taken of their
 * carriers.
 *
 * <p>A ring keeps the last {@code capacity} intervals, in {@value #STRIPES} stripes by thread; what
 * is overwritten before a profile was made of it is counted, and its samples have no route.
 *
 * <table>
 *   <caption>Concurrency</caption>
 *   <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 *   <tr><td>slot's words</td><td>any reader, volatile; used if the sequence is the same before and
 *       after</td><td>the slot's thread, sequence 0 first, then the others, then the sequence; at the
 *       end the route, then the end</td><td>none</td></tr>
 *   <tr><td>{@code heads}</td><td>any</td><td>get-and-increment</td><td>none</td></tr>
 *   <tr><td>{@code readTo}</td><td>readers</td><td>readers</td><td>this</td></tr>
 * </table>
 */
public final class RequestIntervals {

  /** Routes that are told apart; further ones have number 0 and no label. */
  public static final int MAX_ROUTES = 2_000;

  private static final int STRIPES = 8;
  private static final int WORDS = 5;
  private static final int SEQUENCE = 0;
  private static final int THREAD = 1;
  private static final int START = 2;
  private static final int END = 3;
  private static final int ROUTE = 4;

  /** How many enclosing intervals are looked at. */
  private static final int MAX_NESTING = 16;

  private final int slots;
  private final AtomicLongArray words;
  private final AtomicLong[] heads = new AtomicLong[STRIPES];
  private final long[] readTo = new long[STRIPES];
  private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
  private final AtomicReferenceArray<@Nullable String> names =
      new AtomicReferenceArray<>(MAX_ROUTES + 1);
  private final AtomicInteger routes = new AtomicInteger();
  private final AtomicLong overwritten = new AtomicLong();

  /**
   * A ring.
   *
   * @param capacity intervals that are kept, rounded up to a power of two; each takes 40 bytes
   */
  public RequestIntervals(int capacity) {
    this(
        capacity,
        capacity == 0 ? 0 : Math.max(1, Integer.highestOneBit(2 * capacity - 1) / STRIPES));
  }

  private RequestIntervals(int capacity, int slots) {
    if (capacity < 0) {
      throw new IllegalArgumentException("capacity " + capacity);
    }
    this.slots = slots;
    this.words = new AtomicLongArray(slots * STRIPES * WORDS);
    for (int i = 0; i < STRIPES; i++) {
      heads[i] = new AtomicLong();
    }
  }

  /** Keeps nothing. */
  public static RequestIntervals none() {
    return new RequestIntervals(0);
  }

  /** The number of a route, above 0; 0 if there are too many. */
  public int route(String name) {
    Integer known = numbers.get(name);
    if (known != null) {
      return known;
    }
    if (routes.get() >= MAX_ROUTES) {
      return 0;
    }
    return numbers.computeIfAbsent(
        name,
        added -> {
          int number = routes.incrementAndGet();
          if (number > MAX_ROUTES) {
            return 0;
          }
          names.set(number, added);
          return number;
        });
  }

  /**
   * A thread begins to work for a request.
   *
   * @param threadId {@link Thread#getId()} of the calling thread
   * @param startNanos now, by {@link System#nanoTime()}
   * @param route a number of {@link #route}
   * @return a ticket for {@link #end}; 0 if nothing is kept
   */
  public long begin(long threadId, long startNanos, int route) {
    if (slots == 0 || route == 0) {
      return 0;
    }
    int stripe = (int) (threadId & (STRIPES - 1));
    long ticket = (heads[stripe].getAndIncrement() + 1) * STRIPES + stripe;
    int at = at(ticket);
    words.set(at + SEQUENCE, 0);
    words.setRelease(at + THREAD, threadId);
    words.setRelease(at + START, startNanos);
    words.setRelease(at + END, 0);
    words.setRelease(at + ROUTE, route);
    words.set(at + SEQUENCE, ticket);
    return ticket;
  }

  /** The work ends; does nothing if its slot has been overwritten. */
  public void end(long ticket, long endNanos, int route) {
    if (ticket == 0) {
      return;
    }
    int at = at(ticket);
    if (words.get(at + SEQUENCE) == ticket) {
      words.setRelease(at + ROUTE, route);
      // 0 stands for "not ended".
      words.set(at + END, endNanos == 0 ? 1 : endNanos);
    }
  }

  private int at(long ticket) {
    int stripe = (int) (ticket & (STRIPES - 1));
    int slot = (int) ((ticket / STRIPES - 1) & (slots - 1));
    return (stripe * slots + slot) * WORDS;
  }

  /** Intervals that were overwritten before a profile was made of them. */
  public long overwritten() {
    return overwritten.get();
  }

  /** Whether anything was ever recorded. */
  public boolean isUsed() {
    return routes.get() > 0;
  }

  /** Ids of threads that work for a request now, at most {@code max}. */
  long[] activeThreads(int max) {
    List<Interval> open = new ArrayList<>();
    for (Interval interval : read()) {
      if (interval.endNanos == 0 && open.size() < max) {
        open.add(interval);
      }
    }
    return open.stream().mapToLong(interval -> interval.threadId).distinct().toArray();
  }

  /** The labels of samples taken up to now. */
  StackLabels labels() {
    if (!isUsed()) {
      return StackLabels.NONE;
    }
    List<Interval> intervals = read();
    countOverwritten();
    intervals.sort(Comparator.comparingLong(Interval::threadId));
    Map<Long, Interval[]> byThread = new HashMap<>();
    for (int from = 0; from < intervals.size(); ) {
      int to = from;
      while (to < intervals.size() && intervals.get(to).threadId == intervals.get(from).threadId) {
        to++;
      }
      Interval[] ofThread = intervals.subList(from, to).toArray(new Interval[0]);
      // Differences, because the clock may pass from the largest number to the smallest.
      Arrays.sort(ofThread, (a, b) -> Long.signum(a.startNanos - b.startNanos));
      byThread.put(ofThread[0].threadId, ofThread);
      from = to;
    }
    return (threadId, nanos) -> {
      Interval[] ofThread = byThread.get(threadId);
      Interval found = ofThread == null ? null : innermost(ofThread, nanos);
      return found == null ? null : names.get(found.route);
    };
  }

  private synchronized void countOverwritten() {
    for (int i = 0; i < STRIPES; i++) {
      long head = heads[i].get();
      overwritten.addAndGet(Math.max(0, head - readTo[i] - slots));
      readTo[i] = head;
    }
  }

  private static @Nullable Interval innermost(Interval[] sorted, long nanos) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle].startNanos - nanos <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (int i = low - 1; i >= 0 && i >= low - MAX_NESTING; i--) {
      if (sorted[i].endNanos == 0 || sorted[i].endNanos - nanos >= 0) {
        return sorted[i];
      }
    }
    return null;
  }

  private List<Interval> read() {
    List<Interval> intervals = new ArrayList<>();
    for (int at = 0; at < slots * STRIPES * WORDS; at += WORDS) {
      long sequence = words.get(at + SEQUENCE);
      if (sequence != 0) {
        Interval interval =
            new Interval(
                words.get(at + THREAD),
                words.get(at + START),
                words.get(at + END),
                (int) words.get(at + ROUTE));
        if (words.get(at + SEQUENCE) == sequence) {
          intervals.add(interval);
        }
      }
    }
    return intervals;
  }

  private record Interval(long threadId, long startNanos, long endNanos, int route) {}
}
