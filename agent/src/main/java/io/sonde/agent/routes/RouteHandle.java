package io.sonde.agent.routes;

import io.micrometer.core.instrument.Timer;
import io.sonde.agent.requests.RouteLedger;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One route of one method, with the meters of its requests.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code outcomes}</td><td>volatile; the array is never changed</td><td>volatile, a longer
 * copy</td><td>none</td></tr>
 * <tr><td>{@code streams}</td><td>volatile</td><td>volatile; the registry has one meter of a
 * name</td><td>the object's monitor</td></tr>
 * </table>
 */
public final class RouteHandle {

  /** Outcomes (status and error) that one route tells apart; the rest goes to {@code other}. */
  static final int MAX_OUTCOMES = 64;

  private final int number;
  private final int method;
  private final String contextPath;
  private final String pattern;
  private final @Nullable String template;
  private final String route;
  private final ServerMeters meters;
  private final RouteLedger ledger;
  private volatile Outcome[] outcomes = {};
  private volatile @Nullable EventStreams streams;

  /**
   * @param number the handle's number in its {@link RouteTable}, above 0
   * @param method the method's number in {@link ServerMeters}
   * @param contextPath the web application's path, empty for the root
   * @param pattern the URL pattern of the servlet
   * @param template what the framework matched behind the servlet, null if it did not say
   * @param route the label value
   * @param ledger where the requests' time is accounted for
   */
  RouteHandle(
      int number,
      int method,
      String contextPath,
      String pattern,
      @Nullable String template,
      String route,
      ServerMeters meters,
      RouteLedger ledger) {
    this.number = number;
    this.method = method;
    this.contextPath = contextPath;
    this.pattern = pattern;
    this.template = template;
    this.route = route;
    this.meters = meters;
    this.ledger = ledger;
  }

  /** Its number, above 0, by which the table finds it. */
  public int number() {
    return number;
  }

  int method() {
    return method;
  }

  /** The web application's path, empty for the root. */
  public String contextPath() {
    return contextPath;
  }

  String pattern() {
    return pattern;
  }

  /** The label value. */
  public String route() {
    return route;
  }

  /** Where the requests' time is accounted for. */
  public RouteLedger ledger() {
    return ledger;
  }

  boolean matches(int method, String contextPath, String pattern, @Nullable String template) {
    return this.method == method
        && this.pattern.equals(pattern)
        && this.contextPath.equals(contextPath)
        && Objects.equals(this.template, template);
  }

  /** A request starts. */
  public void started() {
    meters.active(method).increment();
  }

  /** A request is over; called exactly once for each {@link #started}. */
  public void finished() {
    meters.active(method).decrement();
  }

  /**
   * Records a request.
   *
   * @param durationNanos how long it took
   * @param status the response's status, 0 if not known
   * @param error class name of the exception that ended it, or null
   */
  public void record(long durationNanos, int status, @Nullable String error) {
    timer(status, error).record(durationNanos, TimeUnit.NANOSECONDS);
  }

  /** Its streams of events. */
  public EventStreams eventStreams() {
    EventStreams known = streams;
    return known == null ? showEventStreams() : known;
  }

  private synchronized EventStreams showEventStreams() {
    EventStreams shown = streams;
    if (shown == null) {
      shown = meters.eventStreams(method, route);
      streams = shown;
    }
    return shown;
  }

  private Timer timer(int status, @Nullable String error) {
    Outcome[] known = outcomes;
    for (Outcome outcome : known) {
      if (outcome.status == status && Objects.equals(outcome.error, error)) {
        return outcome.timer;
      }
    }
    if (known.length >= MAX_OUTCOMES) {
      return meters.overflowTimer(method, route);
    }
    Timer timer = meters.timer(method, route, status, error);
    Outcome[] longer = Arrays.copyOf(known, known.length + 1);
    longer[known.length] = new Outcome(status, error, timer);
    // a concurrent addition may get lost; it is made again when next missed, with the same timer
    outcomes = longer;
    return timer;
  }

  private record Outcome(int status, @Nullable String error, Timer timer) {}
}
