package io.sonde.agent.instrumentation.objectpool;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.bootstrap.SondeHook;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The gauges of pools whose numbers can be read.
 *
 * <p>{@link #refresh} reads the pools, on a thread of ours; the gauges show what it read last. A
 * pool that is closed or collected loses its gauges with the next refresh. Confined to that thread
 * but for {@code Gauges.last}, which is volatile.
 */
final class ObjectPoolGauges {

  private final ObjectPools pools;
  private final WeakIdentityTable<Hold> holds;
  private final MeterRegistry registry;
  private final Map<ObjectPoolHandle, Gauges> shown = new HashMap<>();

  ObjectPoolGauges(ObjectPools pools, WeakIdentityTable<Hold> holds, MeterRegistry registry) {
    this.pools = pools;
    this.holds = holds;
    this.registry = registry;
  }

  /** Reads every pool once. */
  void refresh() {
    if (SondeHook.isPaused()) {
      // objects are given back unseen
      holds.forEach(Hold::forget);
    }
    removeGone();
    for (ObjectPool known : pools.listed()) {
      Object pool = known.reference().get();
      PoolKind kind = known.kind();
      ObjectPoolHandle handle = known.handle();
      if (pool != null && kind != null && handle != null && isOpen(pool, handle)) {
        PoolNumbers read = kind.read(pool);
        gauges(known.reference(), handle, read).last = read;
      }
    }
  }

  /** Whether a name is still that of a pool, and the pool open. */
  private static boolean isOpen(Object pool, ObjectPoolHandle handle) {
    return handle.owns(pool) && !PoolKind.isClosed(pool);
  }

  private Gauges gauges(WeakReference<Object> pool, ObjectPoolHandle handle, PoolNumbers first) {
    Gauges known = shown.get(handle);
    if (known == null) {
      known = new Gauges(pool, handle);
      known.register(registry, first);
      shown.put(handle, known);
    }
    return known;
  }

  private void removeGone() {
    for (Iterator<Gauges> all = shown.values().iterator(); all.hasNext(); ) {
      Gauges gauges = all.next();
      Object pool = gauges.pool.get();
      if (pool == null || !isOpen(pool, gauges.handle)) {
        gauges.remove(registry);
        all.remove();
      }
    }
  }

  /** The gauges of one pool. */
  private static final class Gauges {

    private final WeakReference<Object> pool;
    private final ObjectPoolHandle handle;
    private final List<Meter> meters = new ArrayList<>();
    private volatile PoolNumbers last = PoolNumbers.NONE;

    Gauges(WeakReference<Object> pool, ObjectPoolHandle handle) {
      this.pool = pool;
      this.handle = handle;
    }

    /** Registers a gauge for each number that the pool has. */
    void register(MeterRegistry registry, PoolNumbers first) {
      Tags tags = Tags.of(ObjectPoolMeters.POOL, handle.name());
      String objects = "object.pool.objects";
      String state = "object_pool_state";
      String help = "Objects of the pool, by whether they are lent.";
      add(registry, objects, help, tags.and(state, "used"), first, PoolNumbers::used);
      add(registry, objects, help, tags.and(state, "idle"), first, PoolNumbers::idle);
      String max = "Objects the pool may have.";
      add(registry, "object.pool.max", max, tags, first, PoolNumbers::max);
      String idleMin = "Idle objects the pool tries to keep.";
      add(registry, "object.pool.idle_min", idleMin, tags, first, PoolNumbers::idleMin);
      String pending = "Callers that wait for an object.";
      add(registry, "object.pool.pending_requests", pending, tags, first, PoolNumbers::pending);
    }

    void remove(MeterRegistry registry) {
      meters.forEach(registry::remove);
    }

    private void add(
        MeterRegistry registry,
        String name,
        String description,
        Tags tags,
        PoolNumbers first,
        ToDoubleFunction<PoolNumbers> number) {
      if (!Double.isNaN(number.applyAsDouble(first))) {
        meters.add(
            Gauge.builder(name, this, gauges -> number.applyAsDouble(gauges.last))
                .description(description)
                .tags(tags)
                .register(registry));
      }
    }
  }
}
