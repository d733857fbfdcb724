package io.sonde.testapp.load;

import java.net.URI;
import java.time.Duration;

/**
 * What the generator shall do.
 *
 * @param target base URL; http and loopback only
 * @param ratePerSecond starts per second
 * @param duration of the measured part
 * @param warmup before it, at the same rate, reported apart
 * @param mix what is requested
 * @param seed of the choice among the mix and of its ids: equal seeds send equal requests in equal
 *     order
 * @param maxInFlight the most requests at a time; what finds no place starts late and is counted so
 * @param timeout of one request, from its sending to its last byte
 */
public record LoadPlan(
    URI target,
    Scenario scenario,
    double ratePerSecond,
    Duration duration,
    Duration warmup,
    Mix mix,
    long seed,
    int maxInFlight,
    Duration timeout) {

  static final int DEFAULT_MAX_IN_FLIGHT = 512;
  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /** Returns a steady plan without warm-up. */
  public static LoadPlan steady(URI target, double ratePerSecond, Duration duration, Mix mix) {
    return new LoadPlan(
        target,
        Scenario.STEADY,
        ratePerSecond,
        duration,
        Duration.ZERO,
        mix,
        1,
        DEFAULT_MAX_IN_FLIGHT,
        DEFAULT_TIMEOUT);
  }
}
