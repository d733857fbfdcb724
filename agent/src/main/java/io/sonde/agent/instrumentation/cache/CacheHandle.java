package io.sonde.agent.instrumentation.cache;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One cache that was used, with its counts; it does not keep the cache alive.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>counts</td><td>sum</td><td>atomic</td><td>none</td></tr>
 * <tr><td>{@code entries}</td><td>volatile</td><td>volatile, by one thread of ours</td><td>none
 * </td></tr>
 * <tr><td>{@code recordsMisses}</td><td>plain, by threads that have just written it</td><td>plain,
 * only ever set</td><td>none</td></tr>
 * </table>
 */
public final class CacheHandle {

  final LongAdder hits = new LongAdder();
  final LongAdder misses = new LongAdder();
  final LongAdder puts = new LongAdder();
  final LongAdder evictions = new LongAdder();
  final LongAdder loads = new LongAdder();
  final LongAdder loadNanos = new LongAdder();
  final LongAdder failedLoads = new LongAdder();
  final LongAdder failedLoadNanos = new LongAdder();

  private final int number;
  private final String name;
  private final WeakReference<Object> cache;
  private boolean recordsMisses;

  /** What {@link #setEntries} was told; negative before. */
  private volatile long entries = -1;

  /**
   * @param number the handle's place in {@link Caches}
   * @param name what the cache is called, but for a number
   * @param cache null for what stands for many
   */
  CacheHandle(int number, String name, @Nullable Object cache) {
    this.number = number;
    this.name = name;
    this.cache = new WeakReference<>(cache);
  }

  /** The handle's number, for {@link Caches#numbered}; more than 0. */
  public int number() {
    return number;
  }

  /** What the cache is called, but for a number. */
  String name() {
    return name;
  }

  /** Counts keys that were found. */
  public void addHits(long count) {
    hits.add(count);
  }

  /** Counts keys that were not found. */
  public void addMisses(long count) {
    misses.add(count);
  }

  /** Counts a value that was written. */
  public void addPut() {
    puts.increment();
  }

  /** Counts values that were written. */
  public void addPuts(long count) {
    puts.add(count);
  }

  /** Counts an entry that the cache gave up. */
  public void addEviction() {
    evictions.increment();
  }

  /** Notes that the library tells of each miss, for the application wants statistics. */
  public void setRecordsMisses() {
    recordsMisses = true;
  }

  /** Whether the library tells of each miss. */
  public boolean recordsMisses() {
    return recordsMisses;
  }

  /** Counts a load, with its duration. */
  public void addLoad(boolean isSuccess, long nanos) {
    (isSuccess ? loads : failedLoads).increment();
    (isSuccess ? loadNanos : failedLoadNanos).add(nanos);
  }

  /** Says how many entries the cache has, which is no map. */
  public void setEntries(long count) {
    entries = count;
  }

  /** Whether the handle is that of one cache, this one. */
  public boolean isOf(Object other) {
    return cache.refersTo(other);
  }

  boolean isGone() {
    return cache.refersTo(null);
  }

  /** Entries of the cache; its libraries read it without a lock. */
  long size() {
    long known = entries;
    return known >= 0 ? known : cache.get() instanceof Map<?, ?> map ? map.size() : 0;
  }
}
