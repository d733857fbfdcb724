package io.sonde.profiler;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One capture, from the choice of the engine to the written profile; runs once, on its own thread.
 *
 * <table>
 *   <caption>Concurrency</caption>
 *   <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 *   <tr><td>{@code stacks}, {@code profile}, {@code failure}</td><td>the caller, after {@code ended}</td><td>the
 *       capture's thread, one of them, once, before {@code ended}</td><td>{@code ended}</td></tr>
 *   <tr><td>{@code cancelled}</td><td>the capture's thread</td><td>any thread</td><td>itself</td></tr>
 * </table>
 */
final class Capture implements Runnable {

  private final ProfileRequest request;
  private final SamplingPlan plan;
  private final Labels labelling;
  private final EngineChoice engines;
  private final Turn turn;
  private final ProfilerOptions options;
  private final SampleCounts counts;
  private final Consumer<Capture> release;
  private final long startNanos = System.nanoTime();
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable StackProfile stacks;
  private @Nullable Profile profile;
  private @Nullable ProfilerException failure;

  /** Knows, when the session is about to be stopped, what its samples belong to. */
  interface Labels {
    StackLabels read();
  }

  /**
   * Takes what it needs.
   *
   * @param labelling asked once, just before the session is stopped
   * @param release called when the engine is free again, before the caller hears of it
   */
  Capture(
      ProfileRequest request,
      SamplingPlan plan,
      Labels labelling,
      EngineChoice engines,
      Turn turn,
      ProfilerOptions options,
      SampleCounts counts,
      Consumer<Capture> release) {
    this.request = request;
    this.plan = plan;
    this.labelling = labelling;
    this.engines = engines;
    this.turn = turn;
    this.options = options;
    this.counts = counts;
    this.release = release;
  }

  @Override
  @SuppressWarnings(
      "CatchingUnchecked") // nothing may leave this thread, not even an OutOfMemoryError
  public void run() {
    try {
      Recording recording = record();
      counts.add(recording);
      StackProfile taken = recording.profile(request.event()).routed(request.route());
      byte[] bytes = ProfileWriter.write(request.format(), taken, recording.file());
      stacks = taken;
      profile = new Profile(request.format(), bytes, taken);
    } catch (ProfilerException e) {
      failure = e;
    } catch (Throwable e) {
      failure = new ProfilerFailedException("the capture broke: " + e, e);
    } finally {
      release.accept(this);
      ended.countDown();
    }
  }

  private Recording record() throws ProfilerException, InterruptedException {
    if (!turn.takeUrgently(this::isCancelled)) {
      throw cancellation();
    }
    EngineChoice.Running running;
    Engine.Stopped stopped;
    StackLabels labels;
    try {
      running = engines.start(plan, request.seconds());
      try {
        cancelled.await(request.seconds(), TimeUnit.SECONDS);
      } finally {
        labels = labelling.read();
        stopped = running.engine().stop();
      }
    } finally {
      turn.leaveUrgent();
    }
    if (isCancelled()) {
      throw cancellation();
    }
    return running.read(stopped, new StackBuilder(options.agentPackages(), labels));
  }

  private boolean isCancelled() {
    return cancelled.getCount() == 0;
  }

  private ProfilerFailedException cancellation() {
    return new ProfilerFailedException(
        "cancelled after " + Profiler.elapsedMillis(startNanos) + " ms", null);
  }

  /** Ends the capture early; its caller gets a {@link ProfilerFailedException}. */
  void cancel() {
    cancelled.countDown();
  }

  Profile await() throws ProfilerException, InterruptedException {
    ended.await();
    if (profile != null) {
      return profile;
    }
    throw failure != null ? failure : new ProfilerFailedException("no result", null);
  }

  /** What was written. */
  StackProfile awaitStacks() throws ProfilerException, InterruptedException {
    Profile written = await();
    if (stacks == null) {
      throw new ProfilerFailedException("no stacks of " + written.format(), null);
    }
    return stacks;
  }

  /** Waits for the end whether or not this thread gets interrupted; false if time ran out. */
  boolean awaitEnd(long timeoutMillis) {
    long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return ended.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  RunningCapture progress() {
    return new RunningCapture(request, Profiler.elapsedMillis(startNanos));
  }
}
