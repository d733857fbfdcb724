package io.sonde.agent.instrumentation.objectpool;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The names of pools; {@code -2}, {@code -3} for further ones that live at the same time.
 *
 * <p>At most {@value #MAX_NAMES} names; past them every new pool is recorded as {@code other}, and
 * counted.
 */
final class ObjectPoolNames {

  static final int MAX_NAMES = 256;

  private static final int MAX_LENGTH = 120;

  private final ObjectPoolMeters meters;
  private final AtomicInteger lastNumber = new AtomicInteger();
  private final ConcurrentHashMap<String, ObjectPoolHandle> handles = new ConcurrentHashMap<>();
  private final ObjectPoolHandle other;

  ObjectPoolNames(ObjectPoolMeters meters) {
    this.meters = meters;
    this.other = new ObjectPoolHandle(Borrowing.MAX_NUMBER, "other", meters);
  }

  /** The handle of a pool that is to have this name. */
  ObjectPoolHandle claim(String name, Object pool) {
    String base = name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH);
    for (int number = 1; number <= MAX_NAMES; number++) {
      ObjectPoolHandle handle = handle(number == 1 ? base : base + '-' + number);
      if (handle == null) {
        return refuse();
      }
      if (handle.claim(pool)) {
        return handle;
      }
    }
    return refuse();
  }

  private ObjectPoolHandle refuse() {
    meters.refuseName();
    return other;
  }

  private @Nullable ObjectPoolHandle handle(String name) {
    ObjectPoolHandle known = handles.get(name);
    if (known != null || handles.size() >= MAX_NAMES) {
      return known;
    }
    // some are lost in races, hardly as many as there are
    int number = Math.min(lastNumber.incrementAndGet(), Borrowing.MAX_NUMBER);
    ObjectPoolHandle made = new ObjectPoolHandle(number, name, meters);
    ObjectPoolHandle first = handles.putIfAbsent(name, made);
    return first == null ? made : first;
  }
}
