package io.sonde.agent.requests;

/** What the requests of one route did up to a moment; sums since the start, in seconds. */
public final class RouteTimes {

  /** Of a route without a request. */
  static final RouteTimes NONE =
      new RouteTimes(0, 0, new double[RequestPart.values().length], 0, 0, 0);

  private final long requests;
  private final double seconds;
  private final double[] partNanos;
  private final double heldSeconds;
  private final double sqlWhileHeldSeconds;
  private final double httpWhileHeldSeconds;

  RouteTimes(
      long requests,
      double seconds,
      double[] partNanos,
      double heldSeconds,
      double sqlWhileHeldSeconds,
      double httpWhileHeldSeconds) {
    this.requests = requests;
    this.seconds = seconds;
    this.partNanos = partNanos;
    this.heldSeconds = heldSeconds;
    this.sqlWhileHeldSeconds = sqlWhileHeldSeconds;
    this.httpWhileHeldSeconds = httpWhileHeldSeconds;
  }

  /** How many ended. */
  public long requests() {
    return requests;
  }

  /** How long they took in all. */
  public double seconds() {
    return seconds;
  }

  /** One part of that. */
  public double seconds(RequestPart part) {
    return partNanos[part.index()] / 1e9;
  }

  /** How long they held connections. */
  public double heldSeconds() {
    return heldSeconds;
  }

  /** How long of {@link #heldSeconds} they were in database calls. */
  public double sqlWhileHeldSeconds() {
    return sqlWhileHeldSeconds;
  }

  /** How long of {@link #heldSeconds} they waited for outgoing HTTP calls. */
  public double httpWhileHeldSeconds() {
    return httpWhileHeldSeconds;
  }

  /** {@link #heldSeconds} without database and HTTP calls. */
  public double idleWhileHeldSeconds() {
    return Math.max(0, heldSeconds - sqlWhileHeldSeconds - httpWhileHeldSeconds);
  }
}
