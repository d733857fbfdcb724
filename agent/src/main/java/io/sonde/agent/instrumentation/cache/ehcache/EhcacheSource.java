package io.sonde.agent.instrumentation.cache.ehcache;

import io.sonde.agent.instrumentation.LibraryField;
import io.sonde.agent.instrumentation.cache.CacheHandle;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Ehcache counts by itself: an observer for each kind of operation, with a count for
 * each outcome, and a count of keys for the operations of many.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code fresh}</td><td>concurrent</td><td>concurrent, application threads add</td><td>none
 * </td></tr>
 * <tr><td>{@code counts}</td><td>plain</td><td>plain</td><td>one thread of ours</td></tr>
 * </table>
 */
final class EhcacheSource {

  private static final LibraryField STORE = new LibraryField("store");

  /** What one store has another in, from the outermost to the lowest tier. */
  private static final List<LibraryField> INNER =
      List.of(
          new LibraryField("authoritativeTier"),
          new LibraryField("delegate"),
          new LibraryField("underlyingStore"));

  private static final int MAX_DEPTH = 8;

  private static final LibraryField LISTENER = new LibraryField("mapEvictionListener");
  private static final LibraryField MAP = new LibraryField("map");
  private static final LibraryField BULK = new LibraryField("bulkMethodEntries");

  private static final LibraryField GET = new LibraryField("getObserver");
  private static final LibraryField PUT = new LibraryField("putObserver");
  private static final LibraryField PUT_IF_ABSENT = new LibraryField("putIfAbsentObserver");
  private static final LibraryField REPLACE = new LibraryField("replaceObserver");
  private static final LibraryField REMOVE = new LibraryField("conditionalRemoveObserver");

  private static final ClassValue<@Nullable Method> COUNT = method("count", Enum.class);
  private static final ClassValue<@Nullable Method> TYPE = method("type");
  private static final ClassValue<@Nullable Method> HEAP_SIZE = method("mappingCount");
  private static final ClassValue<@Nullable Method> OFF_HEAP_SIZE = method("longSize");

  private final Queue<Counts> fresh = new ConcurrentLinkedQueue<>();
  private final IdentityHashMap<CacheHandle, Counts> counts = new IdentityHashMap<>();

  /** Reads a cache from now on; one that is added twice counts once. */
  void add(Object cache, CacheHandle handle) {
    fresh.add(new Counts(cache, handle));
  }

  /** Reads what has been counted since the last time. */
  void refresh() {
    for (Counts added = fresh.poll(); added != null; added = fresh.poll()) {
      counts.putIfAbsent(added.handle, added);
    }
    for (Iterator<Counts> all = counts.values().iterator(); all.hasNext(); ) {
      Counts next = all.next();
      Object cache = next.cache.get();
      if (cache == null) {
        all.remove();
      } else {
        next.read(cache);
      }
    }
  }

  /** The store that holds all entries of a cache, or null. */
  static @Nullable Object lowestStore(Object cache) {
    Object store = STORE.get(cache);
    for (int depth = 0; store != null && depth < MAX_DEPTH; depth++) {
      Object inner = inner(store);
      if (inner == null) {
        return store;
      }
      store = inner;
    }
    return store;
  }

  private static @Nullable Object inner(Object store) {
    for (LibraryField field : INNER) {
      Object inner = field.get(store);
      if (inner != null) {
        return inner;
      }
    }
    return null;
  }

  /** What is told of the evictions of a store outside the heap, or null. */
  static @Nullable Object evictionListener(Object store) {
    return LISTENER.get(store);
  }

  /** The sum of an observer's counts of outcomes whose names begin so. */
  private static long sum(@Nullable Object observer, String... outcomes) {
    if (observer == null || !(call(TYPE, observer) instanceof Class<?> type)) {
      return 0;
    }
    long sum = 0;
    Object[] constants = type.getEnumConstants();
    for (int i = 0; constants != null && i < constants.length; i++) {
      if (startsWith(((Enum<?>) constants[i]).name(), outcomes)
          && call(COUNT, observer, constants[i]) instanceof Long count) {
        sum += count;
      }
    }
    return sum;
  }

  private static boolean startsWith(String name, String... beginnings) {
    for (String beginning : beginnings) {
      if (name.startsWith(beginning)) {
        return true;
      }
    }
    return false;
  }

  /** Keys that operations of many had to do with. */
  private static long bulk(Object cache, String kind) {
    if (BULK.get(cache) instanceof Map<?, ?> kinds) {
      for (Map.Entry<?, ?> entry : kinds.entrySet()) {
        if (entry.getKey() instanceof Enum<?> key
            && key.name().equals(kind)
            && entry.getValue() instanceof Number count) {
          return count.longValue();
        }
      }
    }
    return 0;
  }

  private static ClassValue<@Nullable Method> method(String name, Class<?>... parameters) {
    return new ClassValue<>() {
      @Override
      protected @Nullable Method computeValue(Class<?> type) {
        try {
          Method found = type.getMethod(name, parameters);
          found.setAccessible(true);
          return found;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError otherVersion) {
          return null;
        }
      }
    };
  }

  private static @Nullable Object call(
      ClassValue<@Nullable Method> method, Object target, Object... arguments) {
    Method found = method.get(target.getClass());
    try {
      return found == null ? null : found.invoke(target, arguments);
    } catch (ReflectiveOperationException | RuntimeException notKnown) {
      return null;
    }
  }

  /** A cache, and how far it had counted when it was last read. */
  private static final class Counts {

    final WeakReference<Object> cache;
    final CacheHandle handle;
    private long hits;
    private long misses;
    private long puts;

    Counts(Object cache, CacheHandle handle) {
      this.cache = new WeakReference<>(cache);
      this.handle = handle;
    }

    void read(Object from) {
      Object get = GET.get(from);
      Object putIfAbsent = PUT_IF_ABSENT.get(from);
      Object replace = REPLACE.get(from);
      Object remove = REMOVE.get(from);
      long nowHits =
          bulk(from, "GET_ALL_HITS")
              + sum(get, "HIT")
              + sum(putIfAbsent, "HIT")
              + sum(replace, "HIT", "MISS_PRESENT")
              + sum(remove, "SUCCESS", "FAILURE_KEY_PRESENT");
      long nowMisses =
          bulk(from, "GET_ALL_MISS")
              + sum(get, "MISS")
              + sum(putIfAbsent, "PUT")
              + sum(replace, "MISS_NOT_PRESENT")
              + sum(remove, "FAILURE_KEY_MISSING");
      long nowPuts =
          bulk(from, "PUT_ALL")
              + sum(PUT.get(from), "PUT", "UPDATED")
              + sum(putIfAbsent, "PUT")
              + sum(replace, "HIT");
      handle.addHits(nowHits - hits);
      handle.addMisses(nowMisses - misses);
      handle.addPuts(nowPuts - puts);
      hits = nowHits;
      misses = nowMisses;
      puts = nowPuts;
      readSize(from);
    }

    private void readSize(Object from) {
      Object store = lowestStore(from);
      Object map = store == null ? null : MAP.get(store);
      if (map == null) {
        return;
      }
      Object size = call(HEAP_SIZE, map);
      if (size == null) {
        size = call(OFF_HEAP_SIZE, map);
      }
      if (size instanceof Long entries) {
        handle.setEntries(entries);
      }
    }
  }
}
