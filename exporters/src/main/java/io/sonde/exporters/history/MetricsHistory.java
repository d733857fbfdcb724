package io.sonde.exporters.history;

import io.micrometer.core.instrument.FunctionCounter;
import io.sonde.exporters.registry.HistogramCells;
import io.sonde.exporters.registry.Labels;
import io.sonde.exporters.registry.MetricType;
import io.sonde.exporters.registry.SeriesSource;
import io.sonde.exporters.registry.SeriesVisitor;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The past of every series of a registry, within a budget of bytes.
 *
 * <p>Somebody calls {@link #tick} once a second; there is no thread here. Time is what that caller
 * says it is. Resolution and memory: a second for 5 minutes, ten seconds for an hour, a minute for
 * 24 hours, a quarter of an hour for 14 days.
 *
 * <table>
 *   <caption>Concurrency</caption>
 *   <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 *   <tr><td>families, their series</td><td>concurrent map</td><td>concurrent map, ticking thread</td><td>none</td></tr>
 *   <tr><td>sources</td><td>copy on write</td><td>copy on write, once each</td><td>none</td></tr>
 *   <tr><td>entries of a series</td><td>locked</td><td>locked, ticking thread</td><td>the series</td></tr>
 *   <tr><td>nowMillis, firstMillis, usedBytes, dropped</td><td>volatile</td><td>volatile, ticking thread</td><td>ticking</td></tr>
 *   <tr><td>recorder, working memory, tickCount, isRestored</td><td></td><td>ticking thread</td><td>ticking</td></tr>
 * </table>
 *
 * The lock {@code ticking} makes ticks of several threads safe and lets readers wait for one.
 */
public final class MetricsHistory {
  /** What the history takes unless told otherwise. */
  public static final long DEFAULT_BUDGET_BYTES = 32L << 20;

  /** The most steps that one reading has. */
  public static final int MAX_STEPS = 2_000;

  private static final int COMPACT_EVERY_TICKS = 10;

  /** Beside the budget, while somebody looks and for some seconds after. */
  private static final long KEPT_READINGS_BYTES = 4 << 20;

  private static final int RESUMED_PER_TICK = 10;

  private final SondeMeterRegistry registry;
  private final long budgetBytes;
  private final ConcurrentSkipListMap<String, HistoryFamily> families =
      new ConcurrentSkipListMap<>();
  private final List<SeriesSource> sources = new CopyOnWriteArrayList<>();
  private final ReentrantLock ticking = new ReentrantLock();
  private final Condition ticked = ticking.newCondition();
  private final Recorder recorder = new Recorder();
  private final KeptReadings kept = new KeptReadings(KEPT_READINGS_BYTES);
  private long tickCount;
  private boolean isRestored;
  private volatile long nowMillis = Long.MIN_VALUE;
  private volatile long firstMillis;
  private final AtomicLong usedBytes = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  public MetricsHistory(SondeMeterRegistry registry, long budgetBytes) {
    this.registry = registry;
    this.budgetBytes = budgetBytes;
    FunctionCounter.builder("sonde.overflow", this, history -> (double) history.dropped.get())
        .description("What a bound dropped")
        .tag("metric", "history")
        .register(registry);
  }

  /** Remembers these series too, from the next tick on, within the same budget. */
  public void include(SeriesSource source) {
    sources.add(source);
  }

  /**
   * Writes down what changed since the last tick, as of the second that ends now. A tick within the
   * same second as the last, or before it, does nothing.
   */
  public void tick(long atMillis) {
    ticking.lock();
    try {
      long second = Math.floorDiv(atMillis, 1_000) - 1;
      if (nowMillis != Long.MIN_VALUE && second * 1_000 < nowMillis) {
        return;
      }
      boolean isFirst = tickCount == 0;
      if (isFirst && !isRestored) {
        firstMillis = second * 1_000;
      }
      recorder.begin(second, !isFirst);
      registry.visit(recorder);
      for (SeriesSource source : sources) {
        source.visit(recorder);
      }
      nowMillis = (second + 1) * 1_000;
      tidy(second);
      keepBudget(second);
      ticked.signalAll();
    } finally {
      ticking.unlock();
    }
  }

  /** Takes over what another process has seen, unless this one has seen something already. */
  void restore(List<HistoryFamily> past, long pastFirstMillis, long pastNowMillis) {
    ticking.lock();
    try {
      if (nowMillis == Long.MIN_VALUE) {
        past.forEach(family -> families.put(family.name(), family));
        isRestored = true;
        firstMillis = pastFirstMillis;
        nowMillis = pastNowMillis;
      }
    } finally {
      ticking.unlock();
    }
  }

  private void tidy(long second) {
    long used = 0;
    int index = 0;
    tickCount++;
    for (HistoryFamily family : families.values()) {
      for (var entry : family.series.entrySet()) {
        HistorySeries series = entry.getValue();
        if (series.lastSeenSecond() < second) {
          series.recordEnd(second);
        }
        if ((tickCount + index++) % COMPACT_EVERY_TICKS == 0) {
          series.compact(nowMillis, recorder.changes, kept);
          if (series.isEmpty() && series.lastSeenSecond() < second) {
            family.series.remove(entry.getKey());
            series.letGo(kept);
            used -= series.releaseBytes();
            continue;
          }
        }
        used += series.takeByteChange();
      }
      if (family.series.isEmpty()) {
        families.remove(family.name());
      }
    }
    usedBytes.addAndGet(used);
  }

  private void keepBudget(long second) {
    if (usedBytes.get() > budgetBytes) {
      List<HistorySeries> all = allSeries();
      all.removeIf(HistorySeries::isSuspended);
      all.sort(
          Comparator.comparingLong(HistorySeries::lastReadMillis)
              .thenComparingLong(HistorySeries::changes));
      for (HistorySeries series : all) {
        if (usedBytes.get() <= budgetBytes / 20 * 19) {
          return;
        }
        series.suspend();
        usedBytes.addAndGet(series.takeByteChange());
        dropped.incrementAndGet();
      }
    } else if (dropped.get() > 0 && usedBytes.get() < budgetBytes / 4 * 3) {
      List<HistorySeries> suspended = allSeries();
      suspended.removeIf(series -> !series.isSuspended());
      suspended.sort(Comparator.comparingLong(HistorySeries::lastReadMillis).reversed());
      for (int i = 0; i < Math.min(RESUMED_PER_TICK, suspended.size()); i++) {
        suspended.get(i).resume(second + 1);
      }
    }
  }

  private List<HistorySeries> allSeries() {
    List<HistorySeries> all = new ArrayList<>();
    for (HistoryFamily family : families.values()) {
      all.addAll(family.series.values());
    }
    return all;
  }

  /** The end of the last second that was written down; {@link Long#MIN_VALUE} before any was. */
  public long nowMillis() {
    return nowMillis;
  }

  /** The beginning of the first second that was written down. */
  public long firstMillis() {
    return firstMillis;
  }

  public long budgetBytes() {
    return budgetBytes;
  }

  /** What is in use, by counting arrays and estimating objects. */
  public long usedBytes() {
    return usedBytes.get();
  }

  /** How many bytes more the readings that are kept may take; for tests. */
  long keptLeftBytes() {
    return kept.leftBytes();
  }

  public int seriesCount() {
    int count = 0;
    for (HistoryFamily family : families.values()) {
      count += family.series.size();
    }
    return count;
  }

  /** How many times a series was dropped to stay within the budget. */
  public long droppedSeries() {
    return dropped.get();
  }

  /** All families that have a past, sorted by name. */
  public List<HistoryFamily> families() {
    return List.copyOf(families.values());
  }

  /** The family of a Prometheus name, or null. */
  public @Nullable HistoryFamily family(String name) {
    return families.get(name);
  }

  /** The step, in milliseconds, below which a reading from this moment has no detail. */
  public long resolutionMillis(long fromMillis) {
    return Tier.knowing(fromMillis, nowMillis).slotMillis;
  }

  /**
   * Reads all series of a family.
   *
   * @param fromMillis a multiple of {@link #resolutionMillis}; what lies before the memory is empty
   * @param stepMillis a multiple of the same
   * @param steps how many, at most {@link #MAX_STEPS}
   * @return a window for each series, empty if there is no such family
   */
  public List<SeriesWindow> read(String familyName, long fromMillis, long stepMillis, int steps) {
    if (steps < 0 || steps > MAX_STEPS || stepMillis <= 0) {
      throw new IllegalArgumentException("steps: " + steps + " of " + stepMillis + " ms");
    }
    List<SeriesWindow> windows = new ArrayList<>();
    HistoryFamily family = families.get(familyName);
    if (family != null) {
      List<Labels> sorted = new ArrayList<>(family.series.keySet());
      sorted.sort(Comparator.naturalOrder());
      for (Labels labels : sorted) {
        HistorySeries series = family.series.get(labels);
        if (series != null) {
          windows.add(series.read(fromMillis, stepMillis, steps, nowMillis, kept));
        }
      }
    }
    return windows;
  }

  /**
   * Waits for a tick after a moment.
   *
   * @return whether there was one in time
   */
  public boolean awaitTickAfter(long afterMillis, long timeoutNanos) throws InterruptedException {
    long leftNanos = timeoutNanos;
    ticking.lockInterruptibly();
    try {
      while (nowMillis <= afterMillis) {
        if (leftNanos <= 0) {
          return false;
        }
        leftNanos = ticked.awaitNanos(leftNanos);
      }
      return true;
    } finally {
      ticking.unlock();
    }
  }

  /** Takes what the registry shows; confined to the ticking thread. */
  private final class Recorder implements SeriesVisitor {
    final CellChanges changes = new CellChanges();
    private long second;
    private boolean newSeriesStartAtZero;
    private @Nullable HistoryFamily family;

    void begin(long endedSecond, boolean startAtZero) {
      second = endedSecond;
      newSeriesStartAtZero = startAtZero;
    }

    @Override
    public void family(String name, MetricType type, String unit, String help) {
      HistoryFamily known = families.get(name);
      if (known == null || known.type() != type) {
        known = new HistoryFamily(name, type, unit, help);
        families.put(name, known);
      }
      family = known;
    }

    private HistorySeries series(Labels labels) {
      HistoryFamily current = Objects.requireNonNull(family);
      HistorySeries series = current.series.get(labels);
      if (series == null) {
        series = new HistorySeries(labels, current.type(), second, newSeriesStartAtZero);
        current.series.put(labels, series);
      } else {
        series.begin(newSeriesStartAtZero);
      }
      return series;
    }

    @Override
    public void value(Labels labels, double value) {
      HistorySeries series = series(labels);
      if (Objects.requireNonNull(family).type() == MetricType.COUNTER) {
        series.recordCounter(second, value);
      } else {
        series.recordGauge(second, value);
      }
    }

    @Override
    public void summary(Labels labels, long count, double sum) {
      series(labels).recordSummary(second, count, sum);
    }

    @Override
    public void histogram(Labels labels, HistogramCells cells) {
      series(labels).recordHistogram(second, cells, changes);
    }
  }
}
