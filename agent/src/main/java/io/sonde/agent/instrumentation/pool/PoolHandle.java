package io.sonde.agent.instrumentation.pool;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A pool under its name, with the meters it is recorded in.
 *
 * <p>A name belongs to one data source at a time. When that one is collected or closed, the next
 * data source with the same name takes the handle over.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code owner}</td><td>volatile</td><td>compare-and-set</td><td>none</td></tr>
 * <tr><td>{@code uses}, {@code creations}, {@code timeouts}</td><td>volatile</td><td>volatile; a race
 * writes the same meter twice</td><td>none</td></tr>
 * <tr><td>{@code suspectRoutes}, an array that never changes</td><td>volatile</td><td>volatile, one thread</td><td>none</td></tr>
 * <tr><td>{@code nextStackNanos}</td><td>volatile</td><td>compare-and-set</td><td>none</td></tr>
 * <tr><td>{@code lost}</td><td>volatile</td><td>atomic</td><td>none</td></tr>
 * </table>
 */
final class PoolHandle {

  private static final long STACK_EVERY_NANOS = 10_000_000;

  /** Nothing is under suspicion. */
  static final int[] NO_ROUTES = {};

  private final String name;
  private final PoolMeters meters;
  private final AtomicReference<@Nullable WeakReference<Object>> owner = new AtomicReference<>();
  private volatile @Nullable Timer waits;
  private volatile @Nullable Timer uses;
  private volatile @Nullable Timer creations;
  private volatile @Nullable Counter timeouts;
  private volatile int[] suspectRoutes = NO_ROUTES;
  private final AtomicLong nextStackNanos = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();

  PoolHandle(String name, PoolMeters meters) {
    this.name = name;
    this.meters = meters;
  }

  /** The value of {@code db_client_connection_pool_name}. */
  String name() {
    return name;
  }

  /** Makes the name that of a data source; false if it is another one's. */
  boolean claim(Object dataSource) {
    WeakReference<Object> current = owner.get();
    if (current != null) {
      Object other = current.get();
      if (other == dataSource) {
        return true;
      }
      if (other != null && !PoolSource.isClosed(other)) {
        return false;
      }
    }
    return owner.compareAndSet(current, new WeakReference<>(dataSource)) || owns(dataSource);
  }

  /** Whether the name is that of a data source now. */
  boolean owns(Object dataSource) {
    WeakReference<Object> current = owner.get();
    return current != null && current.refersTo(dataSource);
  }

  /** Whether the name is that of a pool that is known, and open. */
  boolean isOpenPool() {
    WeakReference<Object> current = owner.get();
    Object dataSource = current == null ? null : current.get();
    if (dataSource == null) {
      return false;
    }
    PoolSource source = PoolSource.of(dataSource.getClass());
    return source != null && !source.hasClosed(dataSource);
  }

  /** Says for which routes connections were lent that seem not to be given back, 0 among them. */
  void suspect(int[] routes, long nowNanos) {
    if (suspectRoutes.length == 0) {
      nextStackNanos.set(nowNanos);
    }
    suspectRoutes = routes;
  }

  /**
   * Whether to look who asks for a connection now: for a route under suspicion, and a hundred times
   * a second at most.
   */
  boolean wantsStack(int route, long nowNanos) {
    for (int suspect : suspectRoutes) {
      if (suspect == route) {
        long next = nextStackNanos.get();
        return nowNanos - next >= 0
            && nextStackNanos.compareAndSet(next, nowNanos + STACK_EVERY_NANOS);
      }
    }
    return false;
  }

  /** Counts a connection that became garbage without having been closed; see {@link #takeLost}. */
  void countLost() {
    lost.incrementAndGet();
  }

  /** How many {@link #countLost} has counted since the last call. */
  long takeLost() {
    return lost.getAndSet(0);
  }

  /** Records a call of {@code getConnection}. */
  void recordWait(long elapsedNanos, @Nullable Throwable thrown) {
    Timer timer = waits;
    if (timer == null) {
      timer = meters.waits(name);
      waits = timer;
      timeouts();
    }
    timer.record(elapsedNanos, TimeUnit.NANOSECONDS);
    if (thrown != null && Timeouts.isTimeout(thrown)) {
      timeouts().increment();
    }
  }

  /** Records how long a connection was held. */
  void recordUse(long elapsedNanos) {
    Timer timer = uses;
    if (timer == null) {
      timer = meters.uses(name);
      uses = timer;
    }
    timer.record(elapsedNanos, TimeUnit.NANOSECONDS);
  }

  /** Records how long the pool took to open a connection. */
  void recordCreation(long elapsedNanos) {
    Timer timer = creations;
    if (timer == null) {
      timer = meters.creations(name);
      creations = timer;
    }
    timer.record(elapsedNanos, TimeUnit.NANOSECONDS);
  }

  /** The counter of time-outs; registered with the first wait, so that it shows 0. */
  private Counter timeouts() {
    Counter counter = timeouts;
    if (counter == null) {
      counter = meters.timeouts(name);
      timeouts = counter;
    }
    return counter;
  }
}
