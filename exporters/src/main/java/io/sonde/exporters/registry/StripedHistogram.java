package io.sonde.exporters.registry;

import static io.sonde.exporters.registry.CellLayout.PAGE_CELLS;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A histogram that many threads record into without waiting for each other.
 *
 * <p>Recording is two atomic additions (a cell, the sum). It never blocks, and once the pages of
 * the usual values exist it allocates nothing. It starts with one stripe; when the compare-and-set
 * on the sum fails often (64 times within 16,384 records), stripes double, up to 8. A page of 128
 * cells is allocated when its octave is first seen.
 *
 * <p>Guarantees of a snapshot taken while others record: each record is in it or is not; buckets
 * and count come from one pass over the cells, so they are monotone and the last bucket equals the
 * count; counts at bounds are exact; nothing recorded before the snapshot began is missing. Only
 * sum and maximum may be ahead of, or behind, the count by the records under way at that moment.
 *
 * <table>
 *   <caption>Concurrency</caption>
 *   <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 *   <tr><td>stripes</td><td>volatile</td><td>volatile, a longer copy with the same stripes in front</td><td>growing</td></tr>
 *   <tr><td>Stripe.pages</td><td>volatile</td><td>compare-and-set, once each</td><td>none</td></tr>
 *   <tr><td>cells, sum, clipped</td><td>opaque</td><td>atomic add</td><td>none</td></tr>
 *   <tr><td>max</td><td>opaque</td><td>compare-and-set while larger</td><td>none</td></tr>
 *   <tr><td>collisions</td><td>atomic</td><td>atomic, reset under the guard</td><td>growing for the reset</td></tr>
 *   <tr><td>countAtLastCheck</td><td>plain</td><td>plain</td><td>growing</td></tr>
 * </table>
 */
final class StripedHistogram {
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
  private volatile Stripe[] stripes;
  private long countAtLastCheck;

  StripedHistogram(CellLayout layout) {
    this.layout = layout;
    this.stripes = new Stripe[] {new Stripe(layout)};
  }

  CellLayout layout() {
    return layout;
  }

  /** Records one value; a negative one counts as 0, one above the range in the top cell. */
  void record(long value) {
    long positive = Math.min(Math.max(value, 0), HIGHEST_SUMMED);
    long inRange = Math.min(positive, layout.highestValue);
    Stripe[] current = stripes;
    Stripe stripe =
        current.length == 1
            ? current[0]
            : current[spread(Thread.currentThread()) & (current.length - 1)];
    int cell = layout.cellOf(inRange);
    int split = layout.splitOf(cell, inRange);
    if (split >= 0) {
      stripe.splits.getAndIncrement(split);
    } else {
      stripe.page(cell / PAGE_CELLS).getAndIncrement(cell % PAGE_CELLS);
    }
    stripe.raiseMax(positive);
    if (positive != inRange) {
      stripe.totals.getAndIncrement(Stripe.CLIPPED);
    }
    if (!stripe.addToSum(positive)) {
      collided();
    }
  }

  // The identity hash is the JDK's own, where Thread.getId and hashCode can be overridden by the
  // application; and it works for virtual threads. It is slower (20 ns) only for a thread object
  // that
  // somebody waits on.
  private static int spread(Thread thread) {
    int hash = System.identityHashCode(thread) * 0x9E3779B9;
    return hash >>> 16;
  }

  private void collided() {
    if (stripes.length >= MAX_STRIPES || collisions.incrementAndGet() < COLLISIONS_PER_CHECK) {
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
    Stripe[] current = stripes;
    if (current.length >= MAX_STRIPES) {
      return;
    }
    Stripe[] longer = new Stripe[current.length * 2];
    System.arraycopy(current, 0, longer, 0, current.length);
    for (int i = current.length; i < longer.length; i++) {
      longer[i] = new Stripe(layout);
    }
    stripes = longer;
  }

  int stripeCount() {
    return stripes.length;
  }

  /** Pages in use over all stripes, 1 KiB each. */
  int pagesInUse() {
    int used = 0;
    for (Stripe stripe : stripes) {
      for (int page = 0; page < layout.pageCount; page++) {
        if (stripe.pages.get(page) != null) {
          used++;
        }
      }
    }
    return used;
  }

  long count() {
    long count = 0;
    for (Stripe stripe : stripes) {
      for (int page = 0; page < layout.pageCount; page++) {
        AtomicLongArray cells = stripe.pages.get(page);
        for (int i = 0; cells != null && i < PAGE_CELLS; i++) {
          count += cells.getOpaque(i);
        }
      }
      for (int i = 0; i < layout.boundCount(); i++) {
        count += stripe.splits.getOpaque(i);
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
    for (Stripe stripe : stripes) {
      max = Math.max(max, stripe.totals.getOpaque(Stripe.MAX));
    }
    return max;
  }

  private long total(int slot) {
    long total = 0;
    for (Stripe stripe : stripes) {
      total += stripe.totals.getOpaque(slot);
    }
    return total;
  }

  /** Cumulative counts at the bounds, without a copy of the cells: what an exposition needs. */
  BucketSnapshot buckets(double extraSum) {
    long[] cumulative = new long[layout.boundCount() + 1];
    for (Stripe stripe : stripes) {
      for (int page = 0; page < layout.pageCount; page++) {
        AtomicLongArray cells = stripe.pages.get(page);
        if (cells != null) {
          addPage(cells, page * PAGE_CELLS, cumulative);
        }
      }
      for (int i = 0; i < layout.boundCount(); i++) {
        cumulative[i] += stripe.splits.getOpaque(i);
      }
    }
    for (int i = 1; i < cumulative.length; i++) {
      cumulative[i] += cumulative[i - 1];
    }
    return new BucketSnapshot(
        layout.boundLabels, cumulative, sum() / layout.valuesPerUnit + extraSum);
  }

  private void addPage(AtomicLongArray cells, int firstCell, long[] buckets) {
    int bucket = layout.bucketOf(firstCell - 1, 0);
    for (int i = 0; i < PAGE_CELLS; i++) {
      bucket = layout.bucketOf(firstCell + i, bucket);
      buckets[bucket] += cells.getOpaque(i);
    }
  }

  /**
   * A number that changes with every record. The sum alone would not do: it misses values of 0,
   * which are all in the first cell or in the extra cells of its bounds.
   */
  long fingerprint() {
    long zeros = 0;
    for (Stripe stripe : stripes) {
      AtomicLongArray cells = stripe.pages.get(0);
      if (cells != null) {
        zeros += cells.getOpaque(0);
      }
      for (int i = 0; i < layout.boundCount() && layout.cellOfBound(i) == 0; i++) {
        zeros += stripe.splits.getOpaque(i);
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
    for (Stripe stripe : stripes) {
      AtomicLongArray cells = stripe.pages.get(page);
      if (cells != null) {
        if (!present) {
          Arrays.fill(into, 0);
          present = true;
        }
        for (int i = 0; i < PAGE_CELLS; i++) {
          into[i] += cells.getOpaque(i);
        }
      }
      for (int bound = firstBound; bound < endBound; bound++) {
        long count = stripe.splits.getOpaque(bound);
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
    for (Stripe stripe : stripes) {
      for (int page = 0; page < pages.length; page++) {
        AtomicLongArray cells = stripe.pages.get(page);
        if (cells == null) {
          continue;
        }
        long[] merged = pages[page] == null ? new long[PAGE_CELLS] : pages[page];
        for (int i = 0; i < PAGE_CELLS; i++) {
          merged[i] += cells.getOpaque(i);
        }
        pages[page] = merged;
      }
      for (int i = 0; i < splits.length; i++) {
        splits[i] += stripe.splits.getOpaque(i);
      }
    }
    return new HistogramSnapshot(layout, pages, splits, sum(), max(), total(Stripe.CLIPPED));
  }

  private static int ceilingPowerOfTwo(int value) {
    return value <= 1 ? 1 : Integer.highestOneBit(value - 1) << 1;
  }

  /** One thread group's share: pages of cells, the extra cells of the bounds, and totals. */
  private static final class Stripe {
    // The totals stand in the middle of their array: 64 bytes to either side keep the hottest
    // words of one stripe out of the cache lines of another.
    static final int SUM = 8;
    static final int MAX = 9;
    static final int CLIPPED = 10;
    private static final int TOTALS_LENGTH = 24;

    final AtomicReferenceArray<@Nullable AtomicLongArray> pages;
    final AtomicLongArray splits;
    final AtomicLongArray totals = new AtomicLongArray(TOTALS_LENGTH);

    Stripe(CellLayout layout) {
      pages = new AtomicReferenceArray<>(layout.pageCount);
      splits = new AtomicLongArray(layout.boundCount());
    }

    AtomicLongArray page(int index) {
      AtomicLongArray page = pages.get(index);
      if (page != null) {
        return page;
      }
      AtomicLongArray fresh = new AtomicLongArray(PAGE_CELLS);
      AtomicLongArray winner = pages.compareAndExchange(index, null, fresh);
      return winner == null ? fresh : winner;
    }

    void raiseMax(long value) {
      long seen = totals.getOpaque(MAX);
      while (value > seen && !totals.compareAndSet(MAX, seen, value)) {
        seen = totals.getOpaque(MAX);
      }
    }

    /** Adds to the sum; false if another thread was adding at the same moment. */
    boolean addToSum(long value) {
      long seen = totals.getOpaque(SUM);
      if (totals.compareAndSet(SUM, seen, seen + value)) {
        return true;
      }
      totals.getAndAdd(SUM, value);
      return false;
    }
  }
}
