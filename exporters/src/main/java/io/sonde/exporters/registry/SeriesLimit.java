package io.sonde.exporters.registry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The cap on label sets: an id beyond it is mapped to the id whose every tag value is {@code
 * other}.
 *
 * <p>It is the registry's first filter. Micrometer keeps only the first id that led to a meter, so
 * mapped ids are not retained by it either: distinct ids beyond the cap cost time, not memory.
 *
 * <p>Concurrency: {@code metrics} is a concurrent map; {@code Metric.known} is read without a lock
 * and written under the metric's monitor, which makes the cap exact.
 */
final class SeriesLimit implements MeterFilter {
  static final String OTHER = "other";

  private final int maxSeries;
  private final Consumer<Meter.Id> onOverflow;
  private final ConcurrentHashMap<String, Metric> metrics = new ConcurrentHashMap<>();

  SeriesLimit(int maxSeries, Consumer<Meter.Id> onOverflow) {
    this.maxSeries = maxSeries;
    this.onOverflow = onOverflow;
  }

  @Override
  public Meter.Id map(Meter.Id id) {
    if (!id.getTagsAsIterable().iterator().hasNext()) {
      return id;
    }
    Metric metric = metrics.get(id.getName());
    if (metric == null) {
      Metric fresh = new Metric();
      Metric winner = metrics.putIfAbsent(id.getName(), fresh);
      metric = winner == null ? fresh : winner;
    }
    if (metric.admits(id, maxSeries)) {
      return id;
    }
    onOverflow.accept(id);
    return metric.overflowIdFor(id);
  }

  /** Whether this very id came out of {@link #map} as the stand-in for others. */
  @SuppressWarnings("ReferenceEquality") // an equal id of the application's own is no stand-in
  boolean isOverflow(Meter.Id id) {
    Metric metric = metrics.get(id.getName());
    return metric != null && metric.overflowId == id;
  }

  /** Frees the place of a removed meter. */
  void release(Meter.Id id) {
    Metric metric = metrics.get(id.getName());
    if (metric != null) {
      metric.release(id);
    }
  }

  private static final class Metric {
    private final Set<Meter.Id> known = ConcurrentHashMap.newKeySet();
    private volatile int knownCount;
    private volatile Meter.@Nullable Id overflowId;

    boolean admits(Meter.Id id, int maxSeries) {
      if (known.contains(id)) {
        return true;
      }
      if (knownCount >= maxSeries) {
        return false;
      }
      synchronized (this) {
        if (knownCount >= maxSeries) {
          return known.contains(id);
        }
        if (known.add(id)) {
          knownCount = known.size();
        }
        return true;
      }
    }

    synchronized void release(Meter.Id id) {
      if (!known.remove(id)) {
        removeOneWithin(id.getTags());
      }
      knownCount = known.size();
    }

    // A filter added after ours (common tags) may have extended the id that the meter carries.
    private void removeOneWithin(List<Tag> tags) {
      for (Iterator<Meter.Id> ids = known.iterator(); ids.hasNext(); ) {
        if (tags.containsAll(ids.next().getTags())) {
          ids.remove();
          return;
        }
      }
    }

    Meter.Id overflowIdFor(Meter.Id id) {
      Meter.Id shared = overflowId;
      if (shared != null && sameKeys(shared, id)) {
        return shared;
      }
      List<Tag> tags = new ArrayList<>();
      for (Tag tag : id.getTagsAsIterable()) {
        tags.add(Tag.of(tag.getKey(), OTHER));
      }
      Meter.Id fresh = id.replaceTags(Tags.of(tags));
      overflowId = fresh;
      return fresh;
    }

    private static boolean sameKeys(Meter.Id one, Meter.Id two) {
      Iterator<Tag> tags = two.getTagsAsIterable().iterator();
      for (Tag tag : one.getTagsAsIterable()) {
        if (!tags.hasNext() || !tags.next().getKey().equals(tag.getKey())) {
          return false;
        }
      }
      return !tags.hasNext();
    }
  }
}
