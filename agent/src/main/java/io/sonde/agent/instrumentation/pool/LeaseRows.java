package io.sonde.agent.instrumentation.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of leases, in rows of two arrays: no lease needs an object of its own.
 *
 * <p>Which thread may touch which row, and how what one wrote is seen by another, is up to {@link
 * LeaseTable}. A row that is free keeps what it held last, types of the JDK and our own alone,
 * until it is used again.
 */
final class LeaseRows {

  private static final int START = 0;
  private static final int LENT = 1;
  private static final int ROUTE = 2;
  private static final int POOL = 0;
  private static final int THREAD = 1;
  private static final int STATE = 2;
  private static final int STACK = 3;

  /** Of numbers and of objects. */
  private static final int WIDTH = 4;

  private final long[] numbers;
  private final @Nullable Object[] objects;

  LeaseRows(int rows) {
    numbers = new long[rows * WIDTH];
    objects = new @Nullable Object[rows * WIDTH];
  }

  /** Fills a row; see {@link Lease} for the parameters. */
  void set(
      int row,
      PoolHandle pool,
      long startNanos,
      long lent,
      String thread,
      int route,
      long[] state,
      @Nullable List<String> borrowedAt) {
    int at = row * WIDTH;
    numbers[at + START] = startNanos;
    numbers[at + LENT] = lent;
    numbers[at + ROUTE] = route;
    set(at + POOL, pool);
    set(at + THREAD, thread);
    set(at + STATE, state);
    set(at + STACK, borrowedAt);
  }

  /** Most leases of a row are like the one before, and a collector need not hear of those. */
  private void set(int at, @Nullable Object value) {
    if (objects[at] != value) {
      objects[at] = value;
    }
  }

  /** Null only if nothing was ever set. */
  @Nullable PoolHandle pool(int row) {
    return (PoolHandle) objects[row * WIDTH + POOL];
  }

  long startNanos(int row) {
    return numbers[row * WIDTH + START];
  }

  long lent(int row) {
    return numbers[row * WIDTH + LENT];
  }

  /** All of a row; null only if nothing was ever set, or is being set for the first time. */
  @SuppressWarnings("unchecked") // see set
  @Nullable Lease lease(int row) {
    int at = row * WIDTH;
    PoolHandle pool = (PoolHandle) objects[at + POOL];
    String thread = (String) objects[at + THREAD];
    long[] state = (long[]) objects[at + STATE];
    List<String> borrowedAt = (List<String>) objects[at + STACK];
    if (pool == null || thread == null || state == null) {
      return null;
    }
    return new Lease(
        pool,
        numbers[at + START],
        numbers[at + LENT],
        thread,
        (int) numbers[at + ROUTE],
        state,
        borrowedAt);
  }
}
