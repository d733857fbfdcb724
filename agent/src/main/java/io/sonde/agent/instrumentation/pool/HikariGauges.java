package io.sonde.agent.instrumentation.pool;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The gauges of HikariCP's pools.
 *
 * <p>{@link #refresh} reads the pools, on a thread of ours; the gauges show what it read last. A
 * pool whose data source is closed or collected loses its gauges with the next refresh. Confined to
 * that thread but for {@code Gauges.last}, which is volatile.
 */
final class HikariGauges {

  private final DataSources dataSources;
  private final MeterRegistry registry;
  private final IdentityHashMap<DataSources.Source, Gauges> shown = new IdentityHashMap<>();

  HikariGauges(DataSources dataSources, MeterRegistry registry) {
    this.dataSources = dataSources;
    this.registry = registry;
  }

  /** Reads every pool once. */
  void refresh() {
    removeGone();
    for (DataSources.Source source : dataSources.hikari()) {
      Object dataSource = source.reference.get();
      PoolHandle handle = source.handle();
      if (dataSource == null || handle == null || !handle.owns(dataSource)) {
        continue;
      }
      PoolSnapshot read = HikariSource.isClosed(dataSource) ? null : HikariSource.read(dataSource);
      if (read != null) {
        gauges(source, handle).last = read;
      }
    }
  }

  private Gauges gauges(DataSources.Source source, PoolHandle handle) {
    Gauges known = shown.get(source);
    if (known == null) {
      known = new Gauges();
      known.register(registry, handle.name());
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
        || HikariSource.isClosed(dataSource);
  }

  /** The gauges of one pool. */
  private static final class Gauges {

    private final List<Meter> meters = new ArrayList<>();
    volatile PoolSnapshot last = PoolSnapshot.NONE;

    void register(MeterRegistry registry, String pool) {
      Tags tags = Tags.of(PoolMeters.POOL, pool);
      String count = "db.client.connection.count";
      String connections = "Connections of the pool, by what they do.";
      Tags used = tags.and("db_client_connection_state", "used");
      Tags idle = tags.and("db_client_connection_state", "idle");
      add(registry, count, connections, used, PoolSnapshot::used);
      add(registry, count, connections, idle, PoolSnapshot::idle);
      add(
          registry,
          "db.client.connection.max",
          "Connections the pool may have.",
          tags,
          PoolSnapshot::max);
      add(
          registry,
          "db.client.connection.idle_min",
          "Idle connections the pool tries to keep.",
          tags,
          PoolSnapshot::idleMin);
      add(
          registry,
          "db.client.connection.pending_requests",
          "Callers that wait for a connection.",
          tags,
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
        ToDoubleFunction<PoolSnapshot> number) {
      meters.add(
          Gauge.builder(name, this, gauges -> number.applyAsDouble(gauges.last))
              .description(description)
              .tags(tags)
              .register(registry));
    }
  }
}
