package io.sonde.agent.instrumentation;

import io.micrometer.core.instrument.MeterRegistry;
import io.sonde.agent.requests.LoanSource;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.requests.WorkListener;
import io.sonde.bootstrap.SondeHook;
import io.sonde.bootstrap.SondeProbe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** What a technology needs to install its probes. */
public final class ProbeContext {

  private final MeterRegistry registry;
  private final RequestLedger requests;
  private final Duration[] callBounds;
  private final Duration[] waitBounds;
  private final double[] rowBounds;
  private final List<Runnable> refreshers = new CopyOnWriteArrayList<>();
  private final List<Runnable> afterGaps = new CopyOnWriteArrayList<>();
  private final List<WeakIdentityTable<?>> sideTables = new CopyOnWriteArrayList<>();
  private final Map<Class<?>, Object> shared = new ConcurrentHashMap<>();
  private volatile Duration leakAfter = Duration.ofMinutes(1);
  private volatile int maxSeries = 1_000;
  private volatile LoanSource loans = LoanSource.NONE;
  private volatile Consumer<String> jdkOpener = packageName -> {};

  /**
   * Bundles what probes need.
   *
   * @param registry where meters are registered; its label caps apply to all of them
   * @param callBounds histogram bounds of calls
   * @param waitBounds histogram bounds of waits (pools, queues)
   * @param rowBounds histogram bounds of row counts
   */
  public ProbeContext(
      MeterRegistry registry, Duration[] callBounds, Duration[] waitBounds, double[] rowBounds) {
    this(registry, new RequestLedger(WorkListener.NONE), callBounds, waitBounds, rowBounds);
  }

  /**
   * Bundles what probes need.
   *
   * @param requests where the time of requests is accounted for
   */
  public ProbeContext(
      MeterRegistry registry,
      RequestLedger requests,
      Duration[] callBounds,
      Duration[] waitBounds,
      double[] rowBounds) {
    this.registry = registry;
    this.requests = requests;
    this.callBounds = callBounds.clone();
    this.waitBounds = waitBounds.clone();
    this.rowBounds = rowBounds.clone();
  }

  /** Where meters are registered. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Where the time of requests is accounted for. */
  public RequestLedger requests() {
    return requests;
  }

  /** Histogram bounds of calls. */
  public Duration[] callBounds() {
    return callBounds.clone();
  }

  /** Histogram bounds of waits (pools, queues). */
  public Duration[] waitBounds() {
    return waitBounds.clone();
  }

  /** Histogram bounds of row counts. */
  public double[] rowBounds() {
    return rowBounds.clone();
  }

  /** Installs a probe under its {@link ProbeId}. */
  public void install(int probeId, SondeProbe probe) {
    SondeHook.install(probeId, probe);
  }

  /**
   * Registers code that brings gauges up to date; it runs about once a second on a thread of ours,
   * never concurrently with itself.
   */
  public void beforeReading(Runnable refresher) {
    refreshers.add(refresher);
  }

  /**
   * Registers code that runs, on a thread of ours, before a technology measures again: its {@link
   * Technology#beginnings} went unseen for a while.
   */
  public void afterGap(Runnable forget) {
    afterGaps.add(forget);
  }

  /** Makes a side table for state that belongs to objects of the application. */
  public <V> WeakIdentityTable<V> sideTable(String name, int maxEntries) {
    WeakIdentityTable<V> table = new WeakIdentityTable<>(name, maxEntries);
    sideTables.add(table);
    return table;
  }

  /**
   * What the technologies of one kind share; whichever is installed first makes it.
   *
   * @param type its class, of which there is one
   */
  public <T> T shared(Class<T> type, Function<ProbeContext, T> make) {
    return type.cast(shared.computeIfAbsent(type, ignored -> make.apply(this)));
  }

  /**
   * Makes a side table.
   *
   * @param collected is told of each value whose key is gone; it must not block
   */
  public <V> WeakIdentityTable<V> sideTable(String name, int maxEntries, Consumer<V> collected) {
    WeakIdentityTable<V> table = new WeakIdentityTable<>(name, maxEntries, collected);
    sideTables.add(table);
    return table;
  }

  /** How long a connection may be held before that is suspicious; zero for ever. */
  public Duration leakAfter() {
    return leakAfter;
  }

  /** Sets {@link #leakAfter()}, before technologies are installed. */
  public void leakAfter(Duration held) {
    leakAfter = held;
  }

  /** How many label sets the registry gives a metric; what exceeds them has one in common. */
  public int maxSeries() {
    return maxSeries;
  }

  /** Sets {@link #maxSeries()}, before technologies are installed. */
  public void maxSeries(int labelSets) {
    maxSeries = labelSets;
  }

  /** Registers who knows which connections are lent. */
  public void loansFrom(LoanSource source) {
    loans = source;
  }

  /** What {@link #loansFrom} was given. */
  public LoanSource loans() {
    return loans;
  }

  /**
   * Opens a package of the JDK's base module to ours, for what no public method of a class there
   * tells; what cannot be opened stays as it is.
   */
  public void openJdkPackage(String packageName) {
    jdkOpener.accept(packageName);
  }

  /** Sets who does so, before technologies are installed. */
  public void openJdkPackagesBy(Consumer<String> opener) {
    jdkOpener = opener;
  }

  /** What {@link #beforeReading} was given. */
  public List<Runnable> refreshers() {
    return refreshers;
  }

  /** What {@link #afterGap} was given. */
  public List<Runnable> afterGaps() {
    return afterGaps;
  }

  /** What {@link #sideTable} made. */
  public List<WeakIdentityTable<?>> sideTables() {
    return sideTables;
  }
}
