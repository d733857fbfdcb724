package io.sonde.profiler;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Samples all the time, in slices of a minute, and keeps them in a {@link ProfileRing}.
 *
 * <p>Each slice is a session of its own: there is a gap of some milliseconds between two, and if
 * this thread dies the session ends by its own timer. A capture ends the slice early.
 *
 * <table>
 *   <caption>Concurrency</caption>
 *   <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 *   <tr><td>{@code state}, {@code reason}, {@code factor}, {@code costRatio},
 *       {@code handlingNanos}</td><td>any thread,
 *       volatile</td><td>the continuous thread</td><td>none</td></tr>
 *   <tr><td>{@code brake}, {@code allocInterval}</td><td colspan="2">the continuous thread</td>
 *       <td>none</td></tr>
 * </table>
 */
final class ContinuousProfiler implements Runnable {

  static final int SLICES = 60;
  static final long MAX_BYTES = 32L << 20;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** A walk takes some 50 µs with the stacks of a server, whose metadata are in no cache. */
  private static final long CPU_INTERVAL_NANOS = 40_000_000;

  private static final long LOCK_INTERVAL_NANOS = 10_000_000;
  private static final long FIRST_ALLOC_INTERVAL_BYTES = 4 << 20;
  private static final long MIN_ALLOC_INTERVAL_BYTES = 512 << 10;
  private static final long MAX_ALLOC_INTERVAL_BYTES = 1L << 30;

  private final EngineChoice engines;
  private final Turn turn;
  private final ProfilerOptions options;
  private final ContinuousSchedule schedule;
  private final Slices slices;
  private final ProfileRing ring = new ProfileRing(SLICES, MAX_BYTES);
  private final Brake brake = new Brake();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile ContinuousStatus.State state = ContinuousStatus.State.WAITING;
  private volatile String reason = "begins soon";
  private volatile int factor = 1;
  private volatile double costRatio;
  private volatile long handlingNanos;
  private long allocInterval = FIRST_ALLOC_INTERVAL_BYTES;

  /** Takes each slice that is complete. */
  interface Slices {
    void accept(Recording recording);
  }

  ContinuousProfiler(
      EngineChoice engines,
      Turn turn,
      ProfilerOptions options,
      ContinuousSchedule schedule,
      Slices slices) {
    this.engines = engines.withoutThreadDumps();
    this.turn = turn;
    this.options = options;
    this.schedule = schedule;
    this.slices = slices;
  }

  /** Waits for the end of the thread, which {@link Turn#close()} brings about. */
  void awaitEnd(long millis) {
    try {
      if (!ended.await(millis, TimeUnit.MILLISECONDS)) {
        // The session's own timer ends it; there is nothing better to do in bounded time.
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  ProfileRing ring() {
    return ring;
  }

  @Override
  @SuppressWarnings(
      "CatchingUnchecked") // nothing may leave this thread, not even an OutOfMemoryError
  public void run() {
    try {
      awaitBegin();
      long sliceNanos = schedule.firstSlice().toNanos();
      while (!brake.isStopped() && take()) {
        slice(sliceNanos);
        sliceNanos = schedule.slice().toNanos();
      }
      stopped(brake.isStopped() ? "it cost more than 3 % of the process's CPU time" : "closed");
    } catch (InterruptedException e) {
      stopped("interrupted");
    } catch (ProfilerException e) {
      stopped(String.valueOf(e.getMessage()));
    } catch (Throwable t) {
      stopped("broke: " + t);
    } finally {
      ended.countDown();
    }
  }

  private void stopped(String why) {
    reason = why;
    state = ContinuousStatus.State.STOPPED;
  }

  private void awaitBegin() throws InterruptedException {
    long beginNanos = System.nanoTime() + schedule.delay().toNanos();
    // A capture in the meantime is none of our business.
    while (!turn.isClosed() && System.nanoTime() - beginNanos < 0) {
      turn.awaitClose(beginNanos - System.nanoTime());
    }
  }

  private boolean take() throws InterruptedException {
    if (turn.isPaused()) {
      reason = "paused";
      state = ContinuousStatus.State.PAUSED;
    }
    return turn.takePatiently();
  }

  private void slice(long sliceNanos) throws ProfilerException, InterruptedException {
    final long ownBefore = threads.getCurrentThreadCpuTime();
    final long processBefore = processCpuNanos();
    final long startNanos = System.nanoTime();
    EngineChoice.Running running;
    Engine.Stopped stopped;
    StackLabels labels;
    try {
      running = engines.start(plan(), (int) (sliceNanos / NANOS_PER_SECOND) + 1);
      reason = running.engine().status().engine();
      state = ContinuousStatus.State.RUNNING;
      try {
        turn.awaitDisturbance(sliceNanos);
      } finally {
        labels = options.requests().labels();
        stopped = running.engine().stop();
      }
    } finally {
      turn.leavePatient();
    }
    if (turn.isClosed()) {
      return;
    }
    Recording recording = running.read(stopped, new StackBuilder(options.agentPackages(), labels));
    ring.add(recording);
    slices.accept(recording);
    adapt(recording);
    long walkNanos = 0;
    for (Map.Entry<Event, StackTree> entry : recording.stacks().entrySet()) {
      walkNanos += Brake.walkNanos(entry.getKey()) * entry.getValue().sampleCount();
    }
    handlingNanos = threads.getCurrentThreadCpuTime() - ownBefore;
    if (!turn.isPaused()) {
      // A slice that was ended early says nothing about a minute's cost.
      brake.judge(
          walkNanos,
          handlingNanos,
          processCpuNanos() - processBefore,
          System.nanoTime() - startNanos);
    }
    factor = brake.factor();
    costRatio = brake.costRatio();
  }

  private SamplingPlan plan() {
    Map<Event, Long> intervals = new EnumMap<>(Event.class);
    intervals.put(Event.CPU, CPU_INTERVAL_NANOS * brake.factor());
    intervals.put(Event.ALLOC, allocInterval * brake.factor());
    if (options.continuousLocks()) {
      intervals.put(Event.LOCK, LOCK_INTERVAL_NANOS * brake.factor());
    }
    return SamplingPlan.lasting(intervals);
  }

  /** Chooses the allocation interval so that the rate just seen gives few enough samples. */
  private void adapt(Recording recording) {
    StackTree tree = recording.stacks().get(Event.ALLOC);
    long bytes = tree == null ? 0 : tree.weightSum();
    double perSecond = bytes / recording.window().sampledSeconds();
    allocInterval = allocInterval(perSecond, schedule.allocSamplesPerSecond());
  }

  static long allocInterval(double bytesPerSecond, int samplesPerSecond) {
    long wanted = (long) Math.min(1e18, bytesPerSecond / samplesPerSecond);
    return Math.min(MAX_ALLOC_INTERVAL_BYTES, Math.max(MIN_ALLOC_INTERVAL_BYTES, wanted));
  }

  /** A negative number if it is not known. */
  private static long processCpuNanos() {
    try {
      return ManagementFactory.getOperatingSystemMXBean()
              instanceof com.sun.management.OperatingSystemMXBean platform
          ? platform.getProcessCpuTime()
          : -1;
    } catch (LinkageError e) {
      // The runtime image has no module jdk.management.
      return -1;
    }
  }

  ContinuousStatus status() {
    ProfileRing.Extent extent = ring.extent();
    return new ContinuousStatus(
        state,
        reason,
        extent.slices(),
        extent.fromMillis(),
        extent.toMillis(),
        extent.sizeBytes(),
        factor,
        costRatio,
        handlingNanos,
        extent.dropped());
  }
}
