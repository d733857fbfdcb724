package io.sonde.agent.instrumentation.cache;

import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The caches that were used, each with a number by which a thread's state can name it.
 *
 * <p>A cache gets its handle, which counts at once, when it is used for the first time; its name
 * and its meters come within a second, on a thread of ours ({@link CacheNames}).
 *
 * <p>Of two threads that use a new cache at the same time, the one whose handle has the lower
 * number wins: each puts its own in the first free place and then looks whether the cache has one
 * before it.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code numbered[i]}</td><td>volatile</td><td>compare-and-set; to null by the maintenance
 * thread, when the cache is gone</td><td>none</td></tr>
 * <tr><td>{@code highest}</td><td>volatile</td><td>atomic maximum, before the place of that number
 * is taken</td><td>none</td></tr>
 * </table>
 */
public final class Caches {

  /** Caches that are told apart at the same time. */
  static final int MAX_CACHES = 2_048;

  private static final int MAX_ENTRIES = 2 * MAX_CACHES;

  /** What further ones are counted in. */
  private final CacheHandle other;

  private final int maxCaches;
  private final WeakIdentityTable<CacheHandle> handles;
  private final WeakIdentityTable<String> given;
  private final AtomicReferenceArray<@Nullable CacheHandle> numbered;
  private final AtomicInteger highest = new AtomicInteger();

  Caches(WeakIdentityTable<CacheHandle> handles, WeakIdentityTable<String> given, int maxCaches) {
    this.handles = handles;
    this.given = given;
    this.maxCaches = maxCaches;
    this.numbered = new AtomicReferenceArray<>(maxCaches + 2);
    this.other = new CacheHandle(maxCaches + 1, CacheNames.OTHER, null);
    numbered.set(maxCaches + 1, other);
  }

  private static Caches make(ProbeContext context) {
    Caches caches =
        new Caches(
            context.sideTable("caches", MAX_ENTRIES),
            context.sideTable("cache_names", MAX_ENTRIES),
            MAX_CACHES);
    CacheNames names = new CacheNames(context.registry(), context.maxSeries());
    context.beforeReading(() -> caches.refresh(names));
    return caches;
  }

  /** What the technologies of caches share. */
  public static Caches of(ProbeContext context) {
    return context.shared(Caches.class, Caches::make);
  }

  /**
   * The handle of a cache.
   *
   * @param library what the cache is called if it is used by nobody of the application
   */
  public CacheHandle handle(Object cache, String library) {
    CacheHandle known = handles.get(cache);
    return known != null ? known : add(cache, library);
  }

  /** The handle of a cache that was used before, or null. */
  public @Nullable CacheHandle known(Object cache) {
    return handles.get(cache);
  }

  /** Names a cache that has not been used yet; more than that is not asked of it. */
  public void name(Object cache, String name) {
    if (given.get(cache) == null) {
      given.add(cache, CacheUser.shortened(name));
    }
  }

  /** The handle with a number that was read from {@link CacheHandle#number()}. */
  public @Nullable CacheHandle numbered(long number) {
    return number > 0 && number < numbered.length() ? numbered.get((int) number) : null;
  }

  private CacheHandle add(Object cache, String library) {
    if (handles.size() >= MAX_ENTRIES) {
      return other;
    }
    CacheHandle first = first(cache);
    if (first != null) {
      return first;
    }
    String name = given.get(cache);
    CacheHandle placed = place(cache, name != null ? name : CacheUser.onStack(library));
    if (placed == other) {
      // for as long as the cache lives, so that its next call needs no search
      handles.add(cache, other);
      return other;
    }
    CacheHandle won = first(cache);
    if (won == placed) {
      handles.add(cache, placed);
      return placed;
    }
    numbered.set(placed.number(), null);
    return won == null ? other : won;
  }

  private @Nullable CacheHandle first(Object cache) {
    int last = highest.get();
    for (int i = 1; i <= last; i++) {
      CacheHandle handle = numbered.get(i);
      if (handle != null && handle.isOf(cache)) {
        return handle;
      }
    }
    return null;
  }

  private CacheHandle place(Object cache, String name) {
    for (int i = 1; i <= maxCaches; i++) {
      if (numbered.get(i) == null) {
        CacheHandle handle = new CacheHandle(i, name, cache);
        highest.accumulateAndGet(i, Math::max);
        if (numbered.compareAndSet(i, null, handle)) {
          return handle;
        }
      }
    }
    return other;
  }

  /** Names new caches and frees the numbers of those that are gone; by one thread at a time. */
  void refresh(CacheNames names) {
    for (int i = 1; i <= maxCaches + 1; i++) {
      CacheHandle handle = numbered.get(i);
      if (handle != null) {
        names.show(handle);
      }
    }
    names.showLoads();
    for (int i = 1; i <= maxCaches; i++) {
      CacheHandle handle = numbered.get(i);
      if (handle != null && handle.isGone()) {
        numbered.set(i, null);
        names.drop(handle);
      }
    }
  }
}
