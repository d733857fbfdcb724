package io.sonde.agent.instrumentation.pool;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The names of pools: the pool's own, or the class of the data source; {@code -2}, {@code -3} for
 * further ones that live at the same time.
 *
 * <p>At most {@value #MAX_NAMES} names; past them every new pool is recorded as {@code other}, and
 * counted.
 */
final class PoolNames {

  static final int MAX_NAMES = 256;

  private static final int MAX_LENGTH = 120;

  private final PoolMeters meters;
  private final ConcurrentHashMap<String, PoolHandle> handles = new ConcurrentHashMap<>();
  private final PoolHandle other;

  PoolNames(PoolMeters meters) {
    this.meters = meters;
    this.other = new PoolHandle("other", meters);
  }

  /** The handle of a data source whose pool has this name. */
  PoolHandle claim(String name, Object dataSource) {
    String base = shortened(name);
    for (int number = 1; number <= MAX_NAMES; number++) {
      PoolHandle handle = handle(number == 1 ? base : base + '-' + number);
      if (handle == null) {
        return refuse();
      }
      if (handle.claim(dataSource)) {
        return handle;
      }
    }
    return refuse();
  }

  private PoolHandle refuse() {
    meters.refuseName();
    return other;
  }

  private @Nullable PoolHandle handle(String name) {
    PoolHandle known = handles.get(name);
    if (known != null) {
      return known;
    }
    if (handles.size() >= MAX_NAMES) {
      return null;
    }
    PoolHandle made = new PoolHandle(name, meters);
    PoolHandle first = handles.putIfAbsent(name, made);
    return first == null ? made : first;
  }

  private static String shortened(String name) {
    return name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH);
  }
}
