package io.sonde.exporters.registry;

import static io.sonde.exporters.registry.CellLayout.PAGE_CELLS;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A histogram that many threads record into without waiting for each other.
 *
 * <p>Recording is two atomic additions (a cell, the sum). It never blocks, and once the pages of
 * the usual values exist it allocates nothing. Between the work of an application its memory is
 * seldom in the processor's caches, so it touches as few objects as it can: plain arrays, and no
 * list of stripes while there is one. It starts with one stripe; when the compare-and-set on the
 * sum fails often (64 times within 16,384 records), stripes double, up to 8. A page of 128 cells is
 * allocated when its octave is first seen.
 *
 * <p>Guarantees of a snapshot taken while others record: each record is in it or is not; buckets
 * and count come from one pass over the cells, so they are monotone and the last bucket equals the
 * count; counts at bounds are exact; nothing recorded before the snapshot began is missing. Only
 * sum and maximum may be ahead of, or behind, the count by the records under way at that moment.
 *
 * <table>
 *   <caption>Concurrency</caption>
 *   <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 *   <tr><td>several</td><td>volatile; null while there is one stripe</td><td>volatile, a longer copy with the same stripes in front</td><td>growing</td></tr>
 *   <tr><td>Stripe.pages[i]</td><td>acquire</td><td>compare-and-set, once each</td><td>none</td></tr>
 *   <tr><td>cells, extra cells, sum, clipped</td><td>opaque</td><td>atomic add</td><td>none</td></tr>
 *   <tr><td>max</td><td>opaque</td><td>compare-and-set while larger</td><td>none</td></tr>
 *   <tr><td>collisions</td><td>atomic</td><td>atomic, reset under the guard</td><td>growing for the reset</td></tr>
 *   <tr><td>countAtLastCheck</td><td>plain</td><td>plain</td><td>growing</td></tr>
 * </table>
 */
final class StripedHistogram {
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle PAGES = MethodHandles.arrayElementVarHandle(long[][].class);

  // More stripes than cores, because threads choose theirs by a hash and must not meet for good.
  private static final int MAX_STRIPES =
      Math.min(8, 4 * ceilingPowerOfTwo(Runtime.getRuntime().availableProcessors()));
  private static final int COLLISIONS_PER_CHECK = 64;
  private static final long CONTENDED_RECORDS = COLLISIONS_PER_CHECK * 256L;

  /** 2.3 years in nanoseconds: one absurd value must not make the sum overflow. */
  private static final long HIGHEST_SUMMED = 1L << 56;

  private final CellLayout layout;
  private final AtomicInteger growing = new AtomicInteger();
  private final AtomicInteger collisions = new AtomicInteger();
  private final Stripe first;
  private volatile Stripe @Nullable [] several;
  private long countAtLastCheck;

  StripedHistogram(CellLayout layout) {
    this.layout = layout;
    this.first = new Stripe(layout);
  }

  CellLayout layout() {
    return layout;
  }

  /** Records one value; a negative one counts as 0, one above the range in the top cell. */
  void record(long value) {
    long positive = Math.min(Math.max(value, 0), HIGHEST_SUMMED);
    long inRange = Math.min(positive, layout.highestValue);
    Stripe[] all = several;
    Stripe stripe = all == null ? first : all[spread(Thread.currentThread()) & (all.length - 1)];
    int cell = layout.cellOf(inRange);
    int split = layout.splitOf(cell, inRange);
    if (split >= 0) {
      add(stripe.totals, Stripe.SPLITS + split, 1);
    } else {
      add(stripe.page(cell / PAGE_CELLS), cell % PAGE_CELLS, 1);
    }
    stripe.raiseMax(positive);
    if (positive != inRange) {
      add(stripe.totals, Stripe.CLIPPED, 1);
    }
    if (!stripe.addToSum(positive)) {
      collided();
    }
  }

  private static long add(long[] array, int index, long more) {
    return (long) LONGS.getAndAdd(array, index, more);
  }

  private static long read(long[] array, int index) {
    return (long) LONGS.getOpaque(array, index);
  }

  // The identity hash is the JDK's own, where Thread.getId and hashCode can be overridden by the
  // application; and it works for virtual threads. It is slower (20 ns) only for a thread object
  // that
  // somebody waits on.
  private static int spread(Thread thread) {
    int hash = System.identityHashCode(thread) * 0x9E3779B9;
    return hash >>> 16;
  }

  private Stripe[] stripes() {
    Stripe[] all = several;
    return all == null ? new Stripe[] {first} : all;
  }

  private void collided() {
    if (stripeCount() >= MAX_STRIPES || collisions.incrementAndGet() < COLLISIONS_PER_CHECK) {
      return;
    }
    if (!growing.compareAndSet(0, 1)) {
      return;
    }
    try {
      long count = count();
      if (count - countAtLastCheck < CONTENDED_RECORDS) {
        grow();
      }
      countAtLastCheck = count;
      collisions.set(0);
    } finally {
      growing.set(0);
    }
  }

  private void grow() {
    Stripe[] current = stripes();
    if (current.length >= MAX_STRIPES) {
      return;
    }
    Stripe[] longer = new Stripe[current.length * 2];
    System.arraycopy(current, 0, longer, 0, current.length);
    for (int i = current.length; i < longer.length; i++) {
      longer[i] = new Stripe(layout);
    }
    several = longer;
  }

  int stripeCount() {
    Stripe[] all = several;
    return all == null ? 1 : all.length;
  }

  /** Pages in use over all stripes, 1 KiB each. */
  int pagesInUse() {
    int used = 0;
    for (Stripe stripe : stripes()) {
      for (int page = 0; page < layout.pageCount; page++) {
        if (stripe.existing(page) != null) {
          used++;
        }
      }
    }
    return used;
  }

  long count() {
    long count = 0;
    for (Stripe stripe : stripes()) {
      for (int page = 0; page < layout.pageCount; page++) {
        long[] cells = stripe.existing(page);
        for (int i = 0; cells != null && i < PAGE_CELLS; i++) {
          count += read(cells, i);
        }
      }
      for (int i = 0; i < layout.boundCount(); i++) {
        count += stripe.split(i);
      }
    }
    return count;
  }

  /** The sum of all values, exact to the nanosecond. */
  long sum() {
    return total(Stripe.SUM);
  }

  /** The greatest value recorded, exact, 0 if there is none. */
  long max() {
    long max = 0;
    for (Stripe stripe : stripes()) {
      max = Math.max(max, read(stripe.totals, Stripe.MAX));
    }
    return max;
  }

  private long total(int slot) {
    long total = 0;
    for (Stripe stripe : stripes()) {
      total += read(stripe.totals, slot);
    }
    return total;
  }

  /** Cumulative counts at the bounds, without a copy of the cells: what an exposition needs. */
  BucketSnapshot buckets(double extraSum) {
    long[] cumulative = new long[layout.boundCount() + 1];
    for (Stripe stripe : stripes()) {
      for (int page = 0; page < layout.pageCount; page++) {
        long[] cells = stripe.existing(page);
        if (cells != null) {
          addPage(cells, page * PAGE_CELLS, cumulative);
        }
      }
      for (int i = 0; i < layout.boundCount(); i++) {
        cumulative[i] += stripe.split(i);
      }
    }
    for (int i = 1; i < cumulative.length; i++) {
      cumulative[i] += cumulative[i - 1];
    }
    return new BucketSnapshot(
        layout.boundLabels, cumulative, sum() / layout.valuesPerUnit + extraSum);
  }

  private void addPage(long[] cells, int firstCell, long[] buckets) {
    int bucket = layout.bucketOf(firstCell - 1, 0);
    for (int i = 0; i < PAGE_CELLS; i++) {
      bucket = layout.bucketOf(firstCell + i, bucket);
      buckets[bucket] += read(cells, i);
    }
  }

  /**
   * A number that changes with every record. The sum alone would not do: it misses values of 0,
   * which are all in the first cell or in the extra cells of its bounds.
   */
  long fingerprint() {
    long zeros = 0;
    for (Stripe stripe : stripes()) {
      long[] cells = stripe.existing(0);
      if (cells != null) {
        zeros += read(cells, 0);
      }
      for (int i = 0; i < layout.boundCount() && layout.cellOfBound(i) == 0; i++) {
        zeros += stripe.split(i);
      }
    }
    return zeros * 0x9E3779B97F4A7C15L + sum();
  }

  /**
   * Copies one page of counts, those of the extra cells put back into their cells.
   *
   * @return false if there is no such page yet
   */
  boolean readPage(int page, long[] into) {
    boolean present = false;
    int firstBound = layout.firstBoundFrom(page);
    int endBound = layout.firstBoundFrom(page + 1);
    for (Stripe stripe : stripes()) {
      long[] cells = stripe.existing(page);
      if (cells != null) {
        if (!present) {
          Arrays.fill(into, 0);
          present = true;
        }
        for (int i = 0; i < PAGE_CELLS; i++) {
          into[i] += read(cells, i);
        }
      }
      for (int bound = firstBound; bound < endBound; bound++) {
        long count = stripe.split(bound);
        if (count != 0) {
          if (!present) {
            Arrays.fill(into, 0);
            present = true;
          }
          into[layout.cellOfBound(bound) % PAGE_CELLS] += count;
        }
      }
    }
    return present;
  }

  /** All cells, for percentiles and merging. */
  HistogramSnapshot snapshot() {
    long[][] pages = new long[layout.pageCount][];
    long[] splits = new long[layout.boundCount()];
    for (Stripe stripe : stripes()) {
      for (int page = 0; page < pages.length; page++) {
        long[] cells = stripe.existing(page);
        if (cells == null) {
          continue;
        }
        long[] merged = pages[page] == null ? new long[PAGE_CELLS] : pages[page];
        for (int i = 0; i < PAGE_CELLS; i++) {
          merged[i] += read(cells, i);
        }
        pages[page] = merged;
      }
      for (int i = 0; i < splits.length; i++) {
        splits[i] += stripe.split(i);
      }
    }
    return new HistogramSnapshot(layout, pages, splits, sum(), max(), total(Stripe.CLIPPED));
  }

  private static int ceilingPowerOfTwo(int value) {
    return value <= 1 ? 1 : Integer.highestOneBit(value - 1) << 1;
  }

  /** One thread group's share: totals with the extra cells of the bounds, and pages of cells. */
  private static final class Stripe {
    static final int SUM = 0;
    static final int MAX = 1;
    static final int CLIPPED = 2;
    static final int SPLITS = 3;

    /** Keeps the totals of another stripe, should it lie behind, out of these cache lines. */
    private static final int PADDING = 16;

    final long[] totals;
    private final long @Nullable [][] pages;

    Stripe(CellLayout layout) {
      totals = new long[SPLITS + layout.boundCount() + PADDING];
      pages = new long[layout.pageCount][];
    }

    long @Nullable [] existing(int index) {
      return (long[]) PAGES.getAcquire(pages, index);
    }

    long[] page(int index) {
      long[] page = existing(index);
      return page == null ? newPage(index) : page;
    }

    private long[] newPage(int index) {
      long[] fresh = new long[PAGE_CELLS];
      long[] winner = (long[]) PAGES.compareAndExchange(pages, index, (long[]) null, fresh);
      return winner == null ? fresh : winner;
    }

    long split(int bound) {
      return read(totals, SPLITS + bound);
    }

    void raiseMax(long value) {
      long seen = read(totals, MAX);
      while (value > seen && !LONGS.compareAndSet(totals, MAX, seen, value)) {
        seen = read(totals, MAX);
      }
    }

    /** Adds to the sum; false if another thread was adding at the same moment. */
    boolean addToSum(long value) {
      long seen = read(totals, SUM);
      if (LONGS.compareAndSet(totals, SUM, seen, seen + value)) {
        return true;
      }
      add(totals, SUM, value);
      return false;
    }
  }
}
