package io.sonde.agent.instrumentation.objectpool;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A pool that was used; it does not keep the pool alive.
 *
 * @param kind how its numbers are read; null if a subclass may run code of its own then
 * @param known its name and meters; null if the pool is not measured
 */
record ObjectPool(
    WeakReference<Object> reference, @Nullable PoolKind kind, @Nullable ObjectPoolHandle known) {

  /** Whether it is measured: neither part of a connection pool nor beyond the bounds. */
  boolean isMeasured() {
    return known != null;
  }

  /** Its name and meters; only of a pool that is measured. */
  ObjectPoolHandle handle() {
    if (known == null) {
      throw new IllegalStateException("a pool that is not measured");
    }
    return known;
  }

  /** Whether it is this one; null stands for one that was collected. */
  boolean is(@Nullable Object pool) {
    return reference.refersTo(pool);
  }
}
