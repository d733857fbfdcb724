package io.sonde.profiler;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Captures CPU and allocation profiles of this JVM on demand, one at a time.
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
 *   <tr><td>{@code engine}</td><td>the capture's thread</td><td>the capture's thread</td><td>holding
 *       {@code running}</td></tr>
 * </table>
 */
public final class Profiler implements AutoCloseable {

  /** An interrupted caller waits so long for its session to be stopped. */
  private static final long CANCEL_MILLIS = 5_000;

  /** JVM exit waits so long for a session to be stopped. */
  private static final long CLOSE_MILLIS = 400;

  private final ProfilerOptions options;
  private final Engine engine;
  private final AtomicReference<@Nullable Capture> running = new AtomicReference<>();
  private volatile boolean closed;

  /** A profiler that has touched nothing yet. */
  public Profiler(ProfilerOptions options) {
    this(options, new AsyncProfilerEngine(options));
  }

  Profiler(ProfilerOptions options, Engine engine) {
    this.options = options;
    this.engine = engine;
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
    Capture capture = new Capture(request, engine, options.agentPackages(), this::release);
    claim(capture);
    startThread(capture);
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

  /** Which engine captures, or why none can; never blocks and loads nothing. */
  public EngineStatus status() {
    return engine.status();
  }

  /**
   * Refuses further captures and stops the one under way; waits at most {@value #CLOSE_MILLIS} ms
   * for that. To be called when the JVM exits and when the agent leaves. The native library stays
   * in the process: it cannot be unloaded safely.
   */
  @Override
  public void close() {
    closed = true;
    Capture capture = running.get();
    if (capture != null) {
      capture.cancel();
      if (!capture.awaitEnd(CLOSE_MILLIS)) {
        // The dead-man timer of the session ends it; there is nothing better to do in bounded time.
        return;
      }
    }
  }

  static long elapsedMillis(long startNanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
  }
}
