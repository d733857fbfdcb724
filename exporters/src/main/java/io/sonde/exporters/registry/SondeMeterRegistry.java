package io.sonde.exporters.registry;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeFunctionCounter;
import io.micrometer.core.instrument.cumulative.CumulativeFunctionTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.internal.DefaultGauge;
import io.micrometer.core.instrument.internal.DefaultLongTaskTimer;
import io.micrometer.core.instrument.internal.DefaultMeter;
import io.micrometer.core.instrument.noop.NoopFunctionCounter;
import io.micrometer.core.instrument.noop.NoopFunctionTimer;
import io.micrometer.core.instrument.noop.NoopGauge;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A {@link MeterRegistry} whose timers and summaries are mergeable high-resolution histograms and
 * whose number of series is bounded. Opened by {@link RegistryOptions#openRegistry}.
 *
 * <p>Bounds of a histogram come from {@code serviceLevelObjectives} of its builder. Micrometer's
 * own percentiles, percentile histograms, expiry and pause detectors are ignored. Values are
 * cumulative since registration. Beyond its cap a metric's counters, timers and summaries go to one
 * series whose every label value is {@code other}; gauges and function meters, which cannot be
 * added up, are not shown. Removing a meter frees its place.
 */
public final class SondeMeterRegistry extends MeterRegistry {
  private static final double FRACTIONS_PER_UNIT = 1e6;

  private final RegistryOptions options;
  private final SeriesIndex index = new SeriesIndex();
  private final SeriesLimit limit;
  private final ConcurrentHashMap<List<Long>, CellLayout> layouts = new ConcurrentHashMap<>();

  SondeMeterRegistry(RegistryOptions options) {
    super(Clock.SYSTEM);
    this.options = options;
    this.limit =
        new SeriesLimit(options.maxSeriesPerMetric(), id -> index.countOverflow(familyName(id)));
    config().meterFilter(limit).onMeterAdded(index::add).onMeterRemoved(this::forget);
  }

  /** All series as they are now; reading never blocks recording. */
  public RegistrySnapshot snapshot() {
    return index.snapshot();
  }

  /** Shows every series as it is now, sorted, without a copy; reading never blocks recording. */
  public void visit(SeriesVisitor visitor) {
    index.visit(visitor);
  }

  /**
   * Every series of a histogram with all its cells, by Prometheus family name ({@code
   * executor_idle_seconds}); empty if there is no such histogram.
   */
  public List<HistogramSeries> histograms(String familyName) {
    return index.histograms(familyName);
  }

  private void forget(Meter meter) {
    index.remove(meter);
    limit.release(meter.getId());
  }

  private static String familyName(Meter.Id id) {
    MetricType type = id.getType() == Meter.Type.COUNTER ? MetricType.COUNTER : MetricType.UNKNOWN;
    return PrometheusNames.family(id.getName(), type, PrometheusNames.unit(id));
  }

  @Override
  protected Timer newTimer(
      Meter.Id id, DistributionStatisticConfig config, PauseDetector pauseDetector) {
    return new HdrTimer(id, clock, timeLayout(config.getServiceLevelObjectiveBoundaries()));
  }

  private CellLayout timeLayout(double @Nullable [] boundaries) {
    long[] bounds = options.callBoundNanos();
    if (boundaries != null && boundaries.length > 0) {
      long[] asked = new long[boundaries.length];
      for (int i = 0; i < asked.length; i++) {
        asked[i] = Math.round(boundaries[i]);
      }
      Arrays.sort(asked);
      bounds = Arrays.equals(asked, Bounds.WAIT_NANOS) ? options.waitBoundNanos() : asked;
    }
    // -1 first: a time and an amount with the same bounds have different layouts
    return shared(-1, bounds, CellLayout.ofNanos(bounds));
  }

  @Override
  protected DistributionSummary newDistributionSummary(
      Meter.Id id, DistributionStatisticConfig config, double scale) {
    double[] asked = config.getServiceLevelObjectiveBoundaries();
    double[] bounds = asked == null || asked.length == 0 ? Bounds.rows() : asked;
    double valuesPerUnit = areWhole(bounds) ? 1 : FRACTIONS_PER_UNIT;
    long[] values = new long[bounds.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.round(bounds[i] * valuesPerUnit);
    }
    CellLayout layout =
        shared((long) valuesPerUnit, values, CellLayout.ofAmounts(values, valuesPerUnit));
    return new HdrSummary(id, layout, scale);
  }

  private static boolean areWhole(double[] bounds) {
    for (double bound : bounds) {
      if (bound != Math.rint(bound)) {
        return false;
      }
    }
    return true;
  }

  private CellLayout shared(long kind, long[] bounds, CellLayout layout) {
    Long[] key = new Long[bounds.length + 1];
    key[0] = kind;
    for (int i = 0; i < bounds.length; i++) {
      key[i + 1] = bounds[i];
    }
    CellLayout present = layouts.putIfAbsent(List.of(key), layout);
    return present == null ? layout : present;
  }

  @Override
  protected Counter newCounter(Meter.Id id) {
    return new StripedCounter(id);
  }

  @Override
  protected <T> Gauge newGauge(Meter.Id id, @Nullable T object, ToDoubleFunction<T> value) {
    return limit.isOverflow(id) ? new NoopGauge(id) : new DefaultGauge<>(id, object, value);
  }

  @Override
  protected LongTaskTimer newLongTaskTimer(Meter.Id id, DistributionStatisticConfig config) {
    return new DefaultLongTaskTimer(id, clock, getBaseTimeUnit(), config, false);
  }

  @Override
  protected Meter newMeter(Meter.Id id, Meter.Type type, Iterable<Measurement> measurements) {
    return new DefaultMeter(id, type, measurements);
  }

  @Override
  protected <T> FunctionTimer newFunctionTimer(
      Meter.Id id,
      T object,
      ToLongFunction<T> count,
      ToDoubleFunction<T> totalTime,
      TimeUnit totalTimeUnit) {
    return limit.isOverflow(id)
        ? new NoopFunctionTimer(id)
        : new CumulativeFunctionTimer<>(
            id, object, count, totalTime, totalTimeUnit, getBaseTimeUnit());
  }

  @Override
  protected <T> FunctionCounter newFunctionCounter(
      Meter.Id id, T object, ToDoubleFunction<T> count) {
    return limit.isOverflow(id)
        ? new NoopFunctionCounter(id)
        : new CumulativeFunctionCounter<>(id, object, count);
  }

  @Override
  protected TimeUnit getBaseTimeUnit() {
    return TimeUnit.SECONDS;
  }

  @Override
  protected DistributionStatisticConfig defaultHistogramConfig() {
    return DistributionStatisticConfig.DEFAULT;
  }
}
