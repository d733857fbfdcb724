package io.sonde.agent.instrumentation.pool;

/**
 * A pool at one moment; a number that could not be read is NaN.
 *
 * @param used connections that are lent
 * @param idle connections that are not
 * @param pending callers that wait for one
 * @param max how many connections the pool may have
 * @param idleMin how many idle ones it tries to keep
 */
record PoolSnapshot(double used, double idle, double pending, double max, double idleMin) {

  /** Whether callers wait, or, where that is not known, whether one more would have to. */
  boolean isEmpty() {
    return Double.isNaN(pending) ? used >= max : pending > 0;
  }

  /** Nothing is known. */
  static final PoolSnapshot NONE =
      new PoolSnapshot(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
