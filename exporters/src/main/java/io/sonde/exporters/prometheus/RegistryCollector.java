package io.sonde.exporters.prometheus;

import io.prometheus.client.Collector;
import io.sonde.exporters.registry.BucketSnapshot;
import io.sonde.exporters.registry.FamilySnapshot;
import io.sonde.exporters.registry.Labels;
import io.sonde.exporters.registry.SeriesSnapshot;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.util.ArrayList;
import java.util.List;

/** All families of a registry as simpleclient's, in order of names; made anew at each scrape. */
public final class RegistryCollector extends Collector {
  private final SondeMeterRegistry registry;

  public RegistryCollector(SondeMeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    List<FamilySnapshot> snapshots = registry.snapshot().families();
    List<MetricFamilySamples> families = new ArrayList<>(snapshots.size());
    for (FamilySnapshot snapshot : snapshots) {
      families.add(family(snapshot));
    }
    return families;
  }

  private static MetricFamilySamples family(FamilySnapshot snapshot) {
    List<MetricFamilySamples.Sample> samples = new ArrayList<>();
    for (SeriesSnapshot series : snapshot.series()) {
      if (series instanceof SeriesSnapshot.Value value) {
        samples.add(sample(snapshot.name(), value.labels(), value.value()));
      } else if (series instanceof SeriesSnapshot.Summary summary) {
        samples.add(sample(snapshot.name() + "_count", summary.labels(), (double) summary.count()));
        samples.add(sample(snapshot.name() + "_sum", summary.labels(), summary.sum()));
      } else if (series instanceof SeriesSnapshot.Buckets buckets) {
        addBuckets(snapshot.name(), buckets.labels(), buckets.buckets(), samples);
      }
    }
    Type type = type(snapshot);
    String name = snapshot.name();
    if (type == Type.COUNTER) {
      // simpleclient adds _total, and wants the unit at the end of what it is given
      name = name.substring(0, name.length() - "_total".length());
    }
    return new MetricFamilySamples(name, snapshot.unit(), type, snapshot.help(), samples);
  }

  private static void addBuckets(
      String name,
      Labels labels,
      BucketSnapshot buckets,
      List<MetricFamilySamples.Sample> samples) {
    List<String> names = with(labels.names(), "le");
    List<String> bounds = buckets.boundLabels();
    for (int i = 0; i <= bounds.size(); i++) {
      String bound = i < bounds.size() ? bounds.get(i) : "+Inf";
      samples.add(
          new MetricFamilySamples.Sample(
              name + "_bucket",
              names,
              with(labels.values(), bound),
              (double) buckets.cumulativeCount(i)));
    }
    samples.add(sample(name + "_count", labels, (double) buckets.count()));
    samples.add(sample(name + "_sum", labels, buckets.sum()));
  }

  private static List<String> with(List<String> list, String last) {
    List<String> longer = new ArrayList<>(list.size() + 1);
    longer.addAll(list);
    longer.add(last);
    return longer;
  }

  private static MetricFamilySamples.Sample sample(String name, Labels labels, double value) {
    return new MetricFamilySamples.Sample(name, labels.names(), labels.values(), value);
  }

  private static Type type(FamilySnapshot snapshot) {
    return switch (snapshot.type()) {
      case COUNTER -> Type.COUNTER;
      case GAUGE -> Type.GAUGE;
      case HISTOGRAM -> Type.HISTOGRAM;
      case SUMMARY -> Type.SUMMARY;
      case UNKNOWN -> Type.UNKNOWN;
    };
  }
}
