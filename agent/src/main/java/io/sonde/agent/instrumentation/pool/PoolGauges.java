package io.sonde.agent.instrumentation.pool;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The gauges of pools whose numbers can be read.
 *
 * <p>{@link #refresh} reads the pools, on a thread of ours; the gauges show what it read last. A
 * pool whose data source is closed or collected loses its gauges with the next refresh. Confined to
 * that thread but for {@code Gauges.last}, which is volatile.
 */
final class PoolGauges {

  private final DataSources dataSources;
  private final MeterRegistry registry;
  private final LoanBook loans;
  private final IdentityHashMap<DataSources.Source, Gauges> shown = new IdentityHashMap<>();

  PoolGauges(DataSources dataSources, MeterRegistry registry, LoanBook loans) {
    this.dataSources = dataSources;
    this.registry = registry;
    this.loans = loans;
  }

  /** Reads every pool once. */
  void refresh() {
    removeGone();
    Set<PoolHandle> empty = new HashSet<>();
    for (DataSources.Source source : dataSources.pools()) {
      Object dataSource = source.reference.get();
      PoolHandle handle = source.handle();
      PoolSource pool = source.pool;
      if (dataSource == null || handle == null || pool == null || !handle.owns(dataSource)) {
        continue;
      }
      PoolSnapshot read = pool.hasClosed(dataSource) ? null : pool.read(dataSource);
      if (read != null) {
        gauges(source, handle, read).last = read;
        if (read.isEmpty()) {
          empty.add(handle);
        }
      }
    }
    loans.refresh(empty, System.nanoTime(), System.currentTimeMillis());
  }

  private Gauges gauges(DataSources.Source source, PoolHandle handle, PoolSnapshot first) {
    Gauges known = shown.get(source);
    if (known == null) {
      known = new Gauges();
      known.register(registry, handle.name(), first);
      shown.put(source, known);
    }
    return known;
  }

  private void removeGone() {
    Iterator<Map.Entry<DataSources.Source, Gauges>> entries = shown.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<DataSources.Source, Gauges> entry = entries.next();
      if (gone(entry.getKey())) {
        entry.getValue().remove(registry);
        entries.remove();
      }
    }
  }

  private static boolean gone(DataSources.Source source) {
    Object dataSource = source.reference.get();
    PoolHandle handle = source.handle();
    return dataSource == null
        || handle == null
        || !handle.owns(dataSource)
        || PoolSource.isClosed(dataSource);
  }

  /** The gauges of one pool. */
  private static final class Gauges {

    private final List<Meter> meters = new ArrayList<>();
    volatile PoolSnapshot last = PoolSnapshot.NONE;

    /** Registers a gauge for each number that the pool has. */
    void register(MeterRegistry registry, String pool, PoolSnapshot first) {
      Tags tags = Tags.of(PoolMeters.POOL, pool);
      String count = "db.client.connection.count";
      String connections = "Connections of the pool, by what they do.";
      Tags used = tags.and("db_client_connection_state", "used");
      Tags idle = tags.and("db_client_connection_state", "idle");
      add(registry, count, connections, used, first, PoolSnapshot::used);
      add(registry, count, connections, idle, first, PoolSnapshot::idle);
      add(
          registry,
          "db.client.connection.max",
          "Connections the pool may have.",
          tags,
          first,
          PoolSnapshot::max);
      add(
          registry,
          "db.client.connection.idle_min",
          "Idle connections the pool tries to keep.",
          tags,
          first,
          PoolSnapshot::idleMin);
      add(
          registry,
          "db.client.connection.pending_requests",
          "Callers that wait for a connection.",
          tags,
          first,
          PoolSnapshot::pending);
    }

    void remove(MeterRegistry registry) {
      for (Meter meter : meters) {
        registry.remove(meter);
      }
    }

    private void add(
        MeterRegistry registry,
        String name,
        String description,
        Tags tags,
        PoolSnapshot first,
        ToDoubleFunction<PoolSnapshot> number) {
      if (Double.isNaN(number.applyAsDouble(first))) {
        return;
      }
      meters.add(
          Gauge.builder(name, this, gauges -> number.applyAsDouble(gauges.last))
              .description(description)
              .tags(tags)
              .register(registry));
    }
  }
}
