package io.sonde.exporters.registry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.noop.NoopMeter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The read side: every series under its family, sorted, named once when its meter is registered.
 *
 * <p>Two meters whose names or labels become the same only in Prometheus' alphabet would make a
 * scrape invalid. The first one wins; the other is not shown and is counted as overflow.
 *
 * <p>Concurrency: all maps are concurrent; additions and removals happen under Micrometer's meter
 * lock, one at a time, while snapshots read without a lock.
 */
final class SeriesIndex {
  private static final String OVERFLOW_NAME = "sonde_overflow_total";
  private static final String OVERFLOW_HELP =
      "Requests for a series beyond its metric's cap, answered with the series other.";

  private final ConcurrentSkipListMap<String, Family> families = new ConcurrentSkipListMap<>();
  private final ConcurrentHashMap<Meter.Id, List<Shown>> shown = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<String, LongAdder> overflow = new ConcurrentSkipListMap<>();

  void add(Meter meter) {
    if (meter instanceof NoopMeter) {
      return;
    }
    Meter.Id id = meter.getId();
    List<Shown> places = new ArrayList<>();
    if (meter instanceof HdrTimer timer) {
      places.add(show(id, MetricType.HISTOGRAM, new TimerSeries(timer)));
    } else if (meter instanceof HdrSummary summary) {
      places.add(show(id, MetricType.HISTOGRAM, new SummarySeries(summary)));
    } else if (meter instanceof Counter counter) {
      places.add(show(id, MetricType.COUNTER, new MeterSeries(counter)));
    } else if (meter instanceof FunctionCounter counter) {
      places.add(show(id, MetricType.COUNTER, new MeterSeries(counter)));
    } else if (meter instanceof TimeGauge gauge) {
      places.add(show(id, MetricType.GAUGE, new MeterSeries(gauge)));
    } else if (meter instanceof Gauge gauge) {
      places.add(show(id, MetricType.GAUGE, new MeterSeries(gauge)));
    } else if (meter instanceof FunctionTimer timer) {
      places.add(show(id, MetricType.SUMMARY, new FunctionTimerSeries(timer)));
    } else if (meter instanceof LongTaskTimer timer) {
      addLongTasks(timer, places);
    } else {
      addMeasurements(meter, places);
    }
    shown.put(id, places);
  }

  private void addLongTasks(LongTaskTimer timer, List<Shown> places) {
    Meter.Id id = timer.getId();
    String name = PrometheusNames.family(id.getName(), MetricType.GAUGE, "seconds");
    Labels labels = PrometheusNames.labels(id, MetricType.GAUGE);
    String help = PrometheusNames.help(id);
    places.add(
        show(
            new Family(name + "_active_count", MetricType.GAUGE, "", help),
            labels,
            value(timer::activeTasks)));
    places.add(
        show(
            new Family(name + "_duration_sum", MetricType.GAUGE, "", help),
            labels,
            value(() -> timer.duration(TimeUnit.SECONDS))));
  }

  private void addMeasurements(Meter meter, List<Shown> places) {
    Meter.Id id = meter.getId();
    for (Measurement measurement : meter.measure()) {
      Meter.Id named =
          id.withTag(
              io.micrometer.core.instrument.Tag.of(
                  "statistic", measurement.getStatistic().getTagValueRepresentation()));
      places.add(show(named, MetricType.UNKNOWN, value(measurement::getValue)));
    }
  }

  private Shown show(Meter.Id id, MetricType type, Series series) {
    String unit = PrometheusNames.unit(id);
    String name = PrometheusNames.family(id.getName(), type, unit);
    Family family = new Family(name, type, unit, PrometheusNames.help(id));
    return show(family, PrometheusNames.labels(id, type), series);
  }

  private Shown show(Family wanted, Labels labels, Series series) {
    Family present = families.putIfAbsent(wanted.name, wanted);
    Family family = present == null ? wanted : present;
    boolean taken = family.type != wanted.type || family.series.putIfAbsent(labels, series) != null;
    if (taken) {
      countOverflow(wanted.name);
    }
    return new Shown(family, labels, series);
  }

  void remove(Meter meter) {
    List<Shown> places = shown.remove(meter.getId());
    if (places == null) {
      return;
    }
    for (Shown place : places) {
      place.family.series.remove(place.labels, place.series);
      if (place.family.series.isEmpty()) {
        families.remove(place.family.name, place.family);
      }
    }
  }

  /** Counts a request that the cap, or a clash of names, kept from having its own series. */
  void countOverflow(String familyName) {
    LongAdder count = overflow.get(familyName);
    if (count == null) {
      LongAdder fresh = new LongAdder();
      LongAdder winner = overflow.putIfAbsent(familyName, fresh);
      count = winner == null ? fresh : winner;
    }
    count.increment();
  }

  RegistrySnapshot snapshot() {
    List<FamilySnapshot> snapshots = new ArrayList<>();
    for (Family family : families.values()) {
      List<SeriesSnapshot> series = new ArrayList<>();
      for (Map.Entry<Labels, Series> entry : family.series.entrySet()) {
        SeriesSnapshot read = readOrSkip(entry.getKey(), entry.getValue());
        if (read != null) {
          series.add(read);
        }
      }
      if (!series.isEmpty()) {
        snapshots.add(family.snapshot(series));
      }
    }
    addOverflow(snapshots);
    return new RegistrySnapshot(snapshots);
  }

  private static @Nullable SeriesSnapshot readOrSkip(Labels labels, Series series) {
    try {
      return series.read(labels);
    } catch (RuntimeException unreadable) {
      // a gauge of the application's may throw; the other series are still wanted
      return null;
    }
  }

  private void addOverflow(List<FamilySnapshot> snapshots) {
    if (overflow.isEmpty()) {
      return;
    }
    List<SeriesSnapshot> series = new ArrayList<>();
    for (Map.Entry<String, LongAdder> entry : overflow.entrySet()) {
      Labels labels = new Labels(List.of("metric"), List.of(entry.getKey()));
      series.add(new SeriesSnapshot.Value(labels, (double) entry.getValue().sum()));
    }
    int at = 0;
    while (at < snapshots.size() && snapshots.get(at).name().compareTo(OVERFLOW_NAME) < 0) {
      at++;
    }
    if (at < snapshots.size() && snapshots.get(at).name().equals(OVERFLOW_NAME)) {
      // meters of that name exist as well (side tables): one family, or the scrape is invalid
      series.addAll(snapshots.remove(at).series());
      series.sort(Comparator.comparing(SeriesSnapshot::labels));
    }
    snapshots.add(
        at, new FamilySnapshot(OVERFLOW_NAME, MetricType.COUNTER, "", OVERFLOW_HELP, series));
  }

  /** Shows every series as {@link #snapshot} would, without making one. */
  void visit(SeriesVisitor visitor) {
    boolean isOverflowShown = overflow.isEmpty();
    for (Family family : families.values()) {
      int order = family.name.compareTo(OVERFLOW_NAME);
      if (!isOverflowShown && order > 0) {
        visitOverflow(visitor, null);
        isOverflowShown = true;
      }
      if (!isOverflowShown && order == 0) {
        visitOverflow(visitor, family);
        isOverflowShown = true;
      } else {
        visitor.family(family.name, family.type, family.unit, family.help);
        for (Map.Entry<Labels, Series> entry : family.series.entrySet()) {
          visit(entry.getKey(), entry.getValue(), visitor);
        }
      }
    }
    if (!isOverflowShown) {
      visitOverflow(visitor, null);
    }
  }

  private static void visit(Labels labels, Series series, SeriesVisitor visitor) {
    HistogramCells cells = series.cells();
    if (cells != null) {
      visitor.histogram(labels, cells);
      return;
    }
    SeriesSnapshot read = readOrSkip(labels, series);
    if (read instanceof SeriesSnapshot.Value value) {
      visitor.value(labels, value.value());
    } else if (read instanceof SeriesSnapshot.Summary summary) {
      visitor.summary(labels, summary.count(), summary.sum());
    }
  }

  /** What the cap refused, and the meters of that name (side tables): one family, in order. */
  private void visitOverflow(SeriesVisitor visitor, @Nullable Family meters) {
    visitor.family(OVERFLOW_NAME, MetricType.COUNTER, "", OVERFLOW_HELP);
    TreeMap<Labels, Series> series = new TreeMap<>();
    for (Map.Entry<String, LongAdder> entry : overflow.entrySet()) {
      LongAdder count = entry.getValue();
      series.put(
          new Labels(List.of("metric"), List.of(entry.getKey())),
          value(() -> (double) count.sum()));
    }
    if (meters != null) {
      series.putAll(meters.series);
    }
    for (Map.Entry<Labels, Series> entry : series.entrySet()) {
      visit(entry.getKey(), entry.getValue(), visitor);
    }
  }

  List<HistogramSeries> histograms(String familyName) {
    List<HistogramSeries> histograms = new ArrayList<>();
    Family family = families.get(familyName);
    if (family != null) {
      for (Map.Entry<Labels, Series> entry : family.series.entrySet()) {
        StripedHistogram histogram = entry.getValue().histogram();
        if (histogram != null) {
          histograms.add(new HistogramSeries(entry.getKey(), histogram.snapshot()));
        }
      }
    }
    return histograms;
  }

  private static Series value(DoubleSupplier source) {
    return labels -> shown(labels, source.getAsDouble());
  }

  private static SeriesSnapshot.@Nullable Value shown(Labels labels, double value) {
    // not a number means "nothing to say": a collected object, a CPU load that is not known yet
    return Double.isNaN(value) ? null : new SeriesSnapshot.Value(labels, value);
  }

  /** How one series is read. Classes rather than records: they are compared by identity. */
  private interface Series {
    @Nullable SeriesSnapshot read(Labels labels);

    default @Nullable StripedHistogram histogram() {
      return null;
    }

    default @Nullable HistogramCells cells() {
      return null;
    }
  }

  /** A counter or a gauge. */
  private static final class MeterSeries implements Series {
    private final Meter meter;

    MeterSeries(Meter meter) {
      this.meter = meter;
    }

    @Override
    public SeriesSnapshot.@Nullable Value read(Labels labels) {
      double value = Double.NaN;
      if (meter instanceof Counter counter) {
        value = counter.count();
      } else if (meter instanceof FunctionCounter counter) {
        value = counter.count();
      } else if (meter instanceof TimeGauge gauge) {
        value = gauge.value(TimeUnit.SECONDS);
      } else if (meter instanceof Gauge gauge) {
        value = gauge.value();
      }
      return shown(labels, value);
    }
  }

  private static final class TimerSeries implements Series {
    private final HdrTimer timer;
    private final HistogramCells cells;

    TimerSeries(HdrTimer timer) {
      this.timer = timer;
      this.cells = new HistogramCells(timer);
    }

    @Override
    public SeriesSnapshot read(Labels labels) {
      return new SeriesSnapshot.Buckets(labels, cells.buckets());
    }

    @Override
    public StripedHistogram histogram() {
      return timer.histogram();
    }

    @Override
    public HistogramCells cells() {
      return cells;
    }
  }

  private static final class SummarySeries implements Series {
    private final HdrSummary summary;
    private final HistogramCells cells;

    SummarySeries(HdrSummary summary) {
      this.summary = summary;
      this.cells = new HistogramCells(summary);
    }

    @Override
    public SeriesSnapshot read(Labels labels) {
      return new SeriesSnapshot.Buckets(labels, cells.buckets());
    }

    @Override
    public StripedHistogram histogram() {
      return summary.histogram();
    }

    @Override
    public HistogramCells cells() {
      return cells;
    }
  }

  private static final class FunctionTimerSeries implements Series {
    private final FunctionTimer timer;

    FunctionTimerSeries(FunctionTimer timer) {
      this.timer = timer;
    }

    @Override
    public SeriesSnapshot read(Labels labels) {
      double seconds = timer.totalTime(TimeUnit.SECONDS);
      return new SeriesSnapshot.Summary(labels, (long) timer.count(), seconds);
    }
  }

  private record Shown(Family family, Labels labels, Series series) {}

  private static final class Family {
    final String name;
    final MetricType type;
    final String unit;
    final String help;
    final ConcurrentSkipListMap<Labels, Series> series = new ConcurrentSkipListMap<>();

    Family(String name, MetricType type, String unit, String help) {
      this.name = name;
      this.type = type;
      this.unit = unit;
      this.help = help;
    }

    FamilySnapshot snapshot(List<SeriesSnapshot> read) {
      return new FamilySnapshot(name, type, unit, help, read);
    }
  }
}
