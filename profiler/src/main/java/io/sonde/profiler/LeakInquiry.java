package io.sonde.profiler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks for leaks for a while: a session of live objects, class histograms at its beginning, in it
 * and at its end, and, if asked for, the references that keep old objects.
 *
 * <p>Surviving alone says little: a cache survives too. What is born in the earlier half of the
 * session and still alive at its end tells a leak from a cache that renews itself. Only objects
 * that a collection has met count, if there was one.
 */
final class LeakInquiry {

  /** Label of survivors that were born in the earlier half. */
  static final String OLDER = "older";

  /** Label of survivors of the later half. */
  static final String YOUNGER = "younger";

  private static final int HISTOGRAMS = 4;

  /** A histogram of more heap stops all threads for longer than half a second. */
  private static final long MAX_HEAP_BYTES = 4L << 30;

  /** At most about 1024 objects are followed at a time. */
  private static final int FOLLOWED = 2_048;

  private static final long MIN_INTERVAL_BYTES = 64 << 10;
  private static final long MAX_INTERVAL_BYTES = 4 << 20;

  private final LeakRequest request;
  private final ProfilerOptions options;
  private final long startNanos = System.nanoTime();
  private final ClassHistory histograms = new ClassHistory(HISTOGRAMS);
  private final List<String> notes = new ArrayList<>();
  private volatile boolean isCollected;

  LeakInquiry(LeakRequest request, ProfilerOptions options) {
    this.request = request;
    this.options = options;
  }

  /** Starts a session. */
  interface Sessions {
    Capture begin(ProfileRequest request, SamplingPlan plan, Capture.Labels labels)
        throws ProfilerException;
  }

  /**
   * Runs the inquiry.
   *
   * @throws ProfilerBusyException if a capture is under way
   */
  LeakFindings run(Sessions sessions) throws ProfilerException, InterruptedException {
    long intervalBytes =
        Math.min(
            MAX_INTERVAL_BYTES,
            Math.max(MIN_INTERVAL_BYTES, Runtime.getRuntime().maxMemory() / FOLLOWED));
    Capture capture =
        sessions.begin(
            new ProfileRequest(Event.LIVE, request.seconds(), Format.HOTSPOTS),
            SamplingPlan.of(Event.LIVE, intervalBytes),
            this::ages);
    try (Closing paths = startPaths()) {
      for (int i = 1; i < HISTOGRAMS; i++) {
        addHistogram();
        long partMillis = request.seconds() * 1_000L * i / (HISTOGRAMS - 1);
        await(partMillis, capture);
      }
      addHistogram();
      List<RootPath> found = paths == null ? List.of() : stop(paths.samples());
      return new LeakFindings(
          await(capture), isCollected, histograms.trend(), found, List.copyOf(notes));
    } catch (InterruptedException e) {
      capture.cancel();
      throw e;
    }
  }

  /** Closes what may not have been started. */
  private record Closing(OldObjects samples) implements AutoCloseable {
    @Override
    public void close() {
      samples.close();
    }
  }

  private @Nullable Closing startPaths() {
    if (!request.roots()) {
      return null;
    }
    try {
      return new Closing(OldObjects.start(request.seconds()));
    } catch (ProfilerException e) {
      notes.add("no paths: " + e.getMessage());
    } catch (LinkageError e) {
      notes.add("no paths: the module jdk.jfr is not in this runtime image");
    }
    return null;
  }

  private List<RootPath> stop(OldObjects samples) {
    try {
      return samples.stop(options.directories());
    } catch (ProfilerException e) {
      notes.add("no paths: " + e.getMessage());
      return List.of();
    }
  }

  /** Waits for a part of the time, or until the session has ended early. */
  private void await(long partMillis, Capture capture) throws InterruptedException {
    long leftMillis = partMillis - Profiler.elapsedMillis(startNanos);
    if (leftMillis > 0 && !capture.awaitEnd(0)) {
      TimeUnit.MILLISECONDS.sleep(leftMillis);
    }
  }

  private void addHistogram() {
    if (!request.force() && OldGenerationSource.heapUsedBytes() > MAX_HEAP_BYTES) {
      note(
          "no class histograms: the heap is larger than 4 GiB, which would stop all threads for"
              + " long; ask with force");
      return;
    }
    try {
      histograms.add(
          System.currentTimeMillis(), ClassHistory.take(options.opener(), request.collect()));
    } catch (ProfilerException e) {
      note("no class histograms: " + e.getMessage());
    }
  }

  private void note(String text) {
    if (!notes.contains(text)) {
      notes.add(text);
    }
  }

  private @Nullable StackProfile await(Capture capture) throws InterruptedException {
    try {
      return capture.awaitStacks();
    } catch (ProfilerException e) {
      notes.add("no live objects: " + e.getMessage());
      return null;
    }
  }

  /** Called when the session is about to be stopped. */
  private StackLabels ages() {
    long collectedNanos = OldGenerationSource.lastCollectionNanos();
    isCollected = collectedNanos != Long.MIN_VALUE && collectedNanos - startNanos > 0;
    final long endNanos = isCollected ? collectedNanos : System.nanoTime();
    final long middleNanos = startNanos + (endNanos - startNanos) / 2;
    return (threadId, nanos) ->
        nanos - middleNanos <= 0 ? OLDER : nanos - endNanos <= 0 ? YOUNGER : null;
  }
}
