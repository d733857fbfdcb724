package io.sonde.profiler;

import org.jspecify.annotations.Nullable;

/**
 * A way to take samples in this JVM.
 *
 * <p>Called by one thread at a time; calls come as {@code prepare, start, stop}. Only {@link
 * #status()} and {@link #refusal} may be called from anywhere.
 */
interface Engine {

  /** The outcome of the last {@link #prepare()}; never blocks. */
  EngineStatus status();

  /** Why this engine never samples an event, or null if it can. */
  @Nullable String refusal(Event event);

  /** Loads what the engine needs, once; says why if it cannot. Throws nothing. */
  EngineStatus prepare();

  /**
   * Starts a session that ends by itself soon after {@code seconds} if nobody stops it.
   *
   * @throws ProfilerException if it does not run; nothing is left behind then
   */
  void start(SamplingPlan plan, int seconds) throws ProfilerException;

  /**
   * Stops the session that this engine started, and no other. What it recorded is read by the
   * result, which may be done later and while another session runs.
   */
  Stopped stop() throws ProfilerException;

  /** A session that has ended, not yet read. */
  interface Stopped {

    /** Reads it, once. */
    Recording read(StackBuilder builder) throws ProfilerException;
  }
}
