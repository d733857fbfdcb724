package io.sonde.agent.instrumentation.objectpool;

/**
 * A pool at one moment; what it does not have is NaN.
 *
 * @param used objects that are lent
 * @param idle objects that are not
 * @param pending callers that wait for one
 * @param max how many objects the pool may have
 * @param idleMin how many idle ones it tries to keep
 */
record PoolNumbers(double used, double idle, double pending, double max, double idleMin) {

  /** Nothing is known. */
  static final PoolNumbers NONE =
      new PoolNumbers(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
