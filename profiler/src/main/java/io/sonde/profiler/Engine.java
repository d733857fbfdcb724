package io.sonde.profiler;

/**
 * A way to take samples in this JVM.
 *
 * <p>Called by one thread at a time, the capture's; calls come as {@code prepare, start, stop}.
 * Only {@link #status()} may be called from anywhere.
 */
interface Engine {

  /** The outcome of the last {@link #prepare()}; never blocks. */
  EngineStatus status();

  /** Loads what the engine needs, once; says why if it cannot. Throws nothing. */
  EngineStatus prepare();

  /** Name, interval, units and bias for an event. */
  Sampling describe(Event event);

  /**
   * Starts a session that ends by itself soon after {@code seconds} if nobody stops it.
   *
   * @throws ProfilerException if it does not run; nothing is left behind then
   */
  void start(Event event, int seconds) throws ProfilerException;

  /** Stops the session that this engine started, and no other, and hands over what it recorded. */
  Recording stop() throws ProfilerException;
}
