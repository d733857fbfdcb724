package io.sonde.agent.instrumentation.httpclient;

import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One server that is called, with the meters of the calls.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code outcomes}</td><td>volatile; the array is never changed</td><td>volatile, a longer
 * copy</td><td>none</td></tr>
 * <tr><td>{@code waits}</td><td>volatile</td><td>volatile; the registry has one timer of a name</td>
 * <td>none</td></tr>
 * <tr><td>{@code connections}</td><td>volatile</td><td>volatile, by the thread that reads pools
 * </td><td>none</td></tr>
 * <tr><td>{@code active}</td><td>sum</td><td>atomic</td><td>none</td></tr>
 * </table>
 */
public final class ServerHandle {

  /** Outcomes (method, status and error) that one server tells apart; the rest is {@code other}. */
  static final int MAX_OUTCOMES = 128;

  private final int number;
  private final String host;
  private final int port;
  private final String portText;
  private final ClientMeters meters;
  private final LongAdder active = new LongAdder();
  private volatile Outcome[] outcomes = {};
  private volatile @Nullable Timer waits;
  private volatile @Nullable Connections connections;

  /**
   * @param number the handle's number in its {@link ServerTable}
   * @param host a name or an address, an IPv6 address without brackets
   * @param port the port, at most 0 if not known
   */
  ServerHandle(int number, String host, int port, ClientMeters meters) {
    this.number = number;
    this.host = host;
    this.port = port;
    this.portText = port > 0 ? Integer.toString(port) : "";
    this.meters = meters;
  }

  /** The handle's number, for {@link ServerTable#byNumber}. */
  public int number() {
    return number;
  }

  boolean matches(String host, int port) {
    return this.port == port && this.host.equals(host);
  }

  /** Registers the gauge. */
  void showActive() {
    meters.showActive(host, portText, active);
  }

  /** A call starts. */
  public void started() {
    active.increment();
  }

  /** A call is over; called exactly once for each {@link #started}. */
  public void finished() {
    active.decrement();
  }

  /**
   * Records a call.
   *
   * @param durationNanos how long it took
   * @param method the request's method, as the standards write it
   * @param status the response's status, 0 if there is none
   * @param error class name of the exception that ended it, or null
   */
  public void record(
      long durationNanos, @Nullable String method, int status, @Nullable String error) {
    timer(ClientMeters.methodNumber(method), status, error)
        .record(durationNanos, TimeUnit.NANOSECONDS);
  }

  /** Records how long a call waited for a pooled connection, in vain or not. */
  public void recordConnectionWait(long waitedNanos) {
    Timer timer = waits;
    if (timer == null) {
      timer = meters.waitTimer(host, portText);
      waits = timer;
    }
    timer.record(waitedNanos, TimeUnit.NANOSECONDS);
  }

  /** Shows how many connections pools have to the server; called by one thread of ours. */
  void showConnections(long idle, long used) {
    boolean isFirst = connections == null;
    connections = new Connections(idle, used);
    if (isFirst) {
      meters.showConnections(host, portText, this);
    }
  }

  /** Connections that wait in a pool for their next call. */
  double idleConnections() {
    Connections last = connections;
    return last == null ? 0 : last.idle;
  }

  /** Connections that calls have. */
  double usedConnections() {
    Connections last = connections;
    return last == null ? 0 : last.used;
  }

  private Timer timer(int method, int status, @Nullable String error) {
    Outcome[] known = outcomes;
    for (Outcome outcome : known) {
      if (outcome.method == method
          && outcome.status == status
          && Objects.equals(outcome.error, error)) {
        return outcome.timer;
      }
    }
    if (known.length >= MAX_OUTCOMES) {
      return meters.overflowTimer(host, portText, method);
    }
    Timer timer = meters.timer(host, portText, method, status, error);
    Outcome[] longer = Arrays.copyOf(known, known.length + 1);
    longer[known.length] = new Outcome(method, status, error, timer);
    // a concurrent addition may get lost; it is made again when next missed, with the same timer
    outcomes = longer;
    return timer;
  }

  private record Connections(long idle, long used) {}

  private record Outcome(int method, int status, @Nullable String error, Timer timer) {}
}
