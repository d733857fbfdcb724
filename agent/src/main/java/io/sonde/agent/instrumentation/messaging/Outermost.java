package io.sonde.agent.instrumentation.messaging;

import io.sonde.agent.instrumentation.CallState;

/**
 * The outermost call of a kind on a thread, which owns the measurement: a pool's producer over a
 * client's counts once, and so does one client built on another.
 *
 * <p>The kinds are {@link CallState#MESSAGE_SENDING}, {@link CallState#MESSAGE_RECEIVING} and
 * {@link CallState#MESSAGE_PROCESSING}.
 */
public final class Outermost {

  private Outermost() {}

  /** Whether a call of the kind may begin on this thread. */
  public static boolean mayBegin(int kind) {
    long[] state = CallState.current();
    return state[CallState.MUTED] == 0 && state[kind] == 0;
  }

  /**
   * Begins a call.
   *
   * @return its start, never 0
   */
  public static long begin(int kind) {
    long startNanos = CallState.now();
    CallState.current()[kind] = startNanos;
    return startNanos;
  }

  /**
   * Ends the call.
   *
   * @return its duration
   */
  public static long end(int kind, long startNanos) {
    long elapsedNanos = CallState.now() - startNanos;
    CallState.current()[kind] = 0;
    return elapsedNanos;
  }
}
