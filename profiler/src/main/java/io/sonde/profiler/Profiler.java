package io.sonde.profiler;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Profiles this JVM: captures on demand, one at a time, and, once started, all the time.
 *
 * <p>Building one costs nothing: no native code, no management bean and no file is touched before
 * the first {@link #capture}. A capture runs on a daemon thread of its own, so that an interrupted
 * caller breaks no file channel and its class loader and thread-locals stay out of it.
 *
 * <table>
 *   <caption>Concurrency</caption>
 *   <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 *   <tr><td>{@code running}</td><td>any thread, volatile</td><td>compare-and-set: null to a capture by
 *       its caller, back to null by the capture's thread</td><td>none</td></tr>
 *   <tr><td>{@code closed}</td><td>any thread, volatile</td><td>{@link #close()}, once, before it looks
 *       at {@code running}; a caller looks at it again after it has set {@code running}</td>
 *       <td>none</td></tr>
 *   <tr><td>{@code continuous}</td><td>any thread, volatile</td><td>{@link #startContinuous}, once
 *       </td><td>this</td></tr>
 *   <tr><td>{@code leakWatch}, {@code push}</td><td>any thread, volatile</td><td>{@link
 *       #startLeakWatch}, {@link #startPush}, once
 *       </td><td>this</td></tr>
 *   <tr><td>{@code latestFindings}</td><td>any thread, volatile</td><td>callers of {@link #inquire}
 *       </td><td>none</td></tr>
 *   <tr><td>{@code engines}</td><td colspan="2">the thread whose turn it is</td><td>{@code turn}
 *       </td></tr>
 * </table>
 */
public final class Profiler implements AutoCloseable {

  /** An interrupted caller waits so long for its session to be stopped. */
  private static final long CANCEL_MILLIS = 5_000;

  /** JVM exit waits so long for a session to be stopped. */
  private static final long CLOSE_MILLIS = 400;

  private final ProfilerOptions options;
  private final EngineChoice engines;
  private final Turn turn = new Turn();
  private final SampleCounts counts = new SampleCounts();
  private final AtomicReference<@Nullable Capture> running = new AtomicReference<>();
  private volatile @Nullable ContinuousProfiler continuous;
  private volatile @Nullable LeakWatch leakWatch;
  private volatile @Nullable ProfilePush push;
  private volatile @Nullable LeakFindings latestFindings;
  private volatile boolean closed;

  /** A profiler that has touched nothing yet. */
  public Profiler(ProfilerOptions options) {
    this(options, EngineChoice.usual(options));
  }

  Profiler(ProfilerOptions options, EngineChoice engines) {
    this.options = options;
    this.engines = engines;
  }

  /**
   * Captures one profile; returns when it is written, some tens of milliseconds after {@code
   * request.seconds()}, on the first call up to a second later.
   *
   * @throws ProfilerBusyException if a capture is under way
   * @throws ProfilerUnavailableException if this JVM cannot be profiled, with the remedy
   * @throws ProfilerFailedException if the capture was cancelled or broke
   * @throws InterruptedException if the caller was interrupted; the session has been stopped
   */
  public Profile capture(ProfileRequest request) throws ProfilerException, InterruptedException {
    Capture capture = begin(request, SamplingPlan.of(request.event()), options.requests()::labels);
    try {
      return capture.await();
    } catch (InterruptedException e) {
      capture.cancel();
      if (!capture.awaitEnd(CANCEL_MILLIS)) {
        e.addSuppressed(new ProfilerFailedException("the session is still being stopped", null));
      }
      throw e;
    }
  }

  private Capture begin(ProfileRequest request, SamplingPlan plan, Capture.Labels labels)
      throws ProfilerException {
    Capture capture =
        new Capture(request, plan, labels, engines, turn, options, counts, this::release);
    claim(capture);
    startThread(capture);
    return capture;
  }

  private void claim(Capture capture) throws ProfilerException {
    Capture other = running.compareAndExchange(null, capture);
    if (other != null) {
      throw new ProfilerBusyException(other.progress());
    }
    if (closed) {
      release(capture);
      throw new ProfilerUnavailableException("the profiler has been closed");
    }
  }

  private void startThread(Capture capture) throws ProfilerException {
    try {
      Thread thread = options.threads().newThread(capture);
      if (thread == null) {
        throw new IllegalStateException("the thread factory refused");
      }
      if (!thread.isDaemon()) {
        thread.setDaemon(true);
      }
      thread.start();
    } catch (RuntimeException | Error e) {
      release(capture);
      throw new ProfilerFailedException("no thread for the capture: " + e, e);
    }
  }

  private void release(Capture capture) {
    running.compareAndSet(capture, null);
  }

  /** The capture that is under way, or null. */
  public @Nullable RunningCapture running() {
    Capture capture = running.get();
    return capture == null ? null : capture.progress();
  }

  /** The first engine that is ready, otherwise the best one; never blocks and loads nothing. */
  public EngineStatus status() {
    List<EngineStatus> statuses = engines.statuses();
    for (EngineStatus status : statuses) {
      if (status.state() == EngineStatus.State.READY) {
        return status;
      }
    }
    return statuses.get(0);
  }

  /** The state of each engine, best first; never blocks and loads nothing. */
  public List<EngineStatus> engines() {
    return engines.statuses();
  }

  /**
   * Starts the continuous mode; its thread begins to sample after a delay. Further calls do
   * nothing.
   */
  public synchronized void startContinuous(ContinuousSchedule schedule) {
    if (closed || continuous != null) {
      return;
    }
    ContinuousProfiler starting =
        new ContinuousProfiler(engines, turn, options, schedule, this::took);
    startDaemon(starting);
    continuous = starting;
  }

  private void took(Recording recording) {
    counts.add(recording);
    ProfilePush present = push;
    if (present != null) {
      present.offer(recording);
    }
  }

  /** Pushes each slice of the continuous mode to a server from now on. Further calls do nothing. */
  public synchronized void startPush(PushOptions to) {
    if (closed || push != null) {
      return;
    }
    ProfilePush starting = new ProfilePush(to);
    startDaemon(starting);
    push = starting;
  }

  private void startDaemon(Runnable task) {
    Thread thread = options.threads().newThread(task);
    if (!thread.isDaemon()) {
      thread.setDaemon(true);
    }
    thread.start();
  }

  /** What became of the slices that were pushed, or null if none are. */
  public @Nullable PushStatus pushStatus() {
    ProfilePush present = push;
    return present == null ? null : present.status();
  }

  /** How many samples of an event all sessions have taken so far. */
  public long samples(Event event) {
    return counts.of(event);
  }

  /**
   * Starts to watch the old generation. Further calls do nothing.
   *
   * @param histograms whether class histograms are taken while it grows
   */
  public synchronized void startLeakWatch(boolean histograms) {
    if (closed || leakWatch != null) {
      return;
    }
    LeakWatch starting = new LeakWatch(options.opener(), histograms);
    startDaemon(starting);
    leakWatch = starting;
  }

  /** What is known of leaks without an inquiry, or by the latest one; JSON in UTF-8. */
  public byte[] leaks() {
    return leaks(latestFindings);
  }

  /**
   * Looks for leaks for a while; returns all that is known, as JSON in UTF-8.
   *
   * @throws ProfilerBusyException if a capture is under way
   * @throws InterruptedException if the caller was interrupted
   */
  public byte[] inquire(LeakRequest request) throws ProfilerException, InterruptedException {
    LeakFindings findings = new LeakInquiry(request, options).run(this::begin);
    latestFindings = findings;
    return leaks(findings);
  }

  private byte[] leaks(@Nullable LeakFindings findings) {
    LeakWatch watch = leakWatch;
    return LeakReportWriter.write(
        watch == null ? null : watch.trend(),
        watch == null ? ClassTrend.NONE : watch.classes(),
        findings);
  }

  /**
   * Pauses the continuous mode, which ends its slice, or lets it go on; starts it at once if it was
   * switched off.
   */
  public void runContinuous(boolean isWanted) {
    turn.pause(!isWanted);
    if (isWanted) {
      startContinuous(ContinuousSchedule.atOnce());
    }
  }

  /** What the continuous mode does. */
  public ContinuousStatus continuousStatus() {
    ContinuousProfiler present = continuous;
    return present == null
        ? new ContinuousStatus(
            ContinuousStatus.State.OFF, "switched off in the configuration", 0, 0, 0, 0, 1, 0, 0, 0)
        : present.status();
  }

  /**
   * Writes what the continuous mode has kept of a window; its bounds are rounded to slices.
   *
   * @throws ProfilerUnavailableException if it has kept nothing of it
   */
  public Profile recent(WindowRequest request) throws ProfilerException {
    StackProfile profile = read(request);
    byte[] bytes = ProfileWriter.write(request.format(), profile, null);
    return new Profile(request.format(), bytes, profile);
  }

  private StackProfile read(WindowRequest request) throws ProfilerException {
    ContinuousProfiler present = continuous;
    if (present == null) {
      throw new ProfilerUnavailableException(
          "continuous profiling is switched off; ask for a capture (seconds)");
    }
    return present
        .ring()
        .read(request.event(), request.fromMillis(), request.toMillis())
        .routed(request.route());
  }

  /**
   * Compares two windows that the continuous mode has kept, as rates.
   *
   * @param base the window to compare with
   * @param request the window of interest, of the same event; its format is {@code html} for a
   *     differential flame graph, {@code hotspots} for JSON or {@code report} for a page
   * @throws IllegalArgumentException if the events differ or the format is another one
   */
  public Profile difference(WindowRequest base, WindowRequest request) throws ProfilerException {
    if (base.event() != request.event()) {
      throw new IllegalArgumentException("the two windows are of different events");
    }
    StackProfile after = read(request);
    return DifferenceWriter.write(
        request.format(), Difference.of(read(base).withoutRoutes(), after.withoutRoutes()));
  }

  /**
   * Refuses further captures and stops what is under way; waits at most {@value #CLOSE_MILLIS} ms
   * for that. To be called when the JVM exits and when the agent leaves. The native library stays
   * in the process: it cannot be unloaded safely.
   */
  @Override
  public void close() {
    closed = true;
    turn.close();
    LeakWatch watch = leakWatch;
    if (watch != null) {
      watch.close();
    }
    ProfilePush pushing = push;
    if (pushing != null) {
      pushing.close();
    }
    final long startNanos = System.nanoTime();
    Capture capture = running.get();
    if (capture != null) {
      capture.cancel();
      if (!capture.awaitEnd(CLOSE_MILLIS)) {
        // The dead-man timer of the session ends it; there is nothing better to do in bounded time.
        return;
      }
    }
    ContinuousProfiler present = continuous;
    if (present != null) {
      present.awaitEnd(Math.max(0, CLOSE_MILLIS - elapsedMillis(startNanos)));
    }
  }

  static long elapsedMillis(long startNanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
  }
}
