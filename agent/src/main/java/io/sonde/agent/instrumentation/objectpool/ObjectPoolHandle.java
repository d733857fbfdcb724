package io.sonde.agent.instrumentation.objectpool;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A pool under its name, with the meters it is recorded in; it passes the holds of its objects.
 *
 * <p>A name belongs to one pool at a time. When that one is collected or closed, the next pool with
 * the same name takes the handle over.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code owner}</td><td>volatile</td><td>compare-and-set</td><td>none</td></tr>
 * <tr><td>{@code waits}, {@code uses}, {@code creations}, {@code timeouts}, {@code destroyed}</td>
 * <td>volatile</td><td>volatile; a race writes the same meter twice</td><td>none</td></tr>
 * </table>
 */
final class ObjectPoolHandle implements Predicate<Hold> {

  private final int number;
  private final String name;
  private final ObjectPoolMeters meters;
  private final AtomicReference<@Nullable WeakReference<Object>> owner = new AtomicReference<>();
  private volatile @Nullable Timer waits;
  private volatile @Nullable Timer uses;
  private volatile @Nullable Timer creations;
  private volatile @Nullable Counter timeouts;
  private volatile @Nullable Counter destroyed;

  /**
   * A handle that no pool has yet.
   *
   * @param number by which {@link Borrowing} knows it; {@link Borrowing#MAX_NUMBER} if there are
   *     too many
   */
  ObjectPoolHandle(int number, String name, ObjectPoolMeters meters) {
    this.number = number;
    this.name = name;
    this.meters = meters;
  }

  int number() {
    return number;
  }

  /** The value of {@code object_pool_name}. */
  String name() {
    return name;
  }

  @Override
  public boolean test(Hold hold) {
    return hold.isOf(this);
  }

  /** Makes the name that of a pool; false if it is another one's. */
  boolean claim(Object pool) {
    WeakReference<Object> current = owner.get();
    Object other = current == null ? null : current.get();
    if (other == pool) {
      return true;
    }
    if (other != null && !PoolKind.isClosed(other)) {
      return false;
    }
    return owner.compareAndSet(current, new WeakReference<>(pool)) || owns(pool);
  }

  /** Whether the name is that of a pool now. */
  boolean owns(Object pool) {
    WeakReference<Object> current = owner.get();
    return current != null && current.refersTo(pool);
  }

  /** Records a call of {@code borrowObject}, in vain if the pool was exhausted. */
  void recordWait(long elapsedNanos, boolean inVain) {
    Timer timer = waits;
    if (timer == null) {
      timer = meters.waits(name);
      waits = timer;
      // so that both show 0
      timeouts();
      destroyed();
    }
    timer.record(elapsedNanos, TimeUnit.NANOSECONDS);
    if (inVain) {
      timeouts().increment();
    }
  }

  /** Records how long an object was lent. */
  void recordUse(long elapsedNanos) {
    Timer timer = uses;
    if (timer == null) {
      timer = meters.uses(name);
      uses = timer;
    }
    timer.record(elapsedNanos, TimeUnit.NANOSECONDS);
  }

  /** Records how long the pool took to create an object. */
  void recordCreation(long elapsedNanos) {
    Timer timer = creations;
    if (timer == null) {
      timer = meters.creations(name);
      creations = timer;
    }
    timer.record(elapsedNanos, TimeUnit.NANOSECONDS);
  }

  /** Counts an object that the pool gave up. */
  void countDestroyed() {
    destroyed().increment();
  }

  private Counter timeouts() {
    Counter counter = timeouts;
    if (counter == null) {
      counter = meters.timeouts(name);
      timeouts = counter;
    }
    return counter;
  }

  private Counter destroyed() {
    Counter counter = destroyed;
    if (counter == null) {
      counter = meters.destroyed(name);
      destroyed = counter;
    }
    return counter;
  }
}
