package io.sonde.agent.instrumentation.objectpool;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A pool that was used; it does not keep the pool alive.
 *
 * @param kind how its numbers are read; null if a subclass may run code of its own then
 * @param handle its name and meters; null if the pool is not measured: it is part of a connection
 *     pool, or beyond the bounds
 */
record ObjectPool(
    WeakReference<Object> reference, @Nullable PoolKind kind, @Nullable ObjectPoolHandle handle) {

  /** Whether it is this one; null stands for one that was collected. */
  boolean is(@Nullable Object pool) {
    return reference.refersTo(pool);
  }
}
