package io.sonde.agent.instrumentation.grpc;

import io.micrometer.core.instrument.Timer;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.requests.RouteLedger;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One method that is called or served, with its meters.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code active}</td><td>sum</td><td>atomic</td><td>none</td></tr>
 * <tr><td>{@code timers[i]}</td><td>volatile</td><td>volatile; the registry has one timer of a
 * name</td><td>none</td></tr>
 * <tr><td>{@code ledger}</td><td>volatile</td><td>volatile; there is one of a name</td>
 * <td>none</td></tr>
 * </table>
 */
final class GrpcMethod {

  private final int number;
  private final String name;
  private final GrpcMeters meters;
  private final LongAdder active = new LongAdder();
  private final AtomicReferenceArray<@Nullable Timer> timers =
      new AtomicReferenceArray<>(GrpcStatus.COUNT);

  private volatile @Nullable RouteLedger ledger;

  /**
   * A method without a gauge.
   *
   * @param number its number in {@link GrpcMethods}, 0 for what stands for several
   */
  GrpcMethod(int number, String name, GrpcMeters meters) {
    this.number = number;
    this.name = name;
    this.meters = meters;
  }

  int number() {
    return number;
  }

  /** Where the time of its calls is accounted for, or null if it is not. */
  @Nullable RouteLedger ledger() {
    return ledger;
  }

  /** The time of its calls is accounted for from here on; not of what stands for several. */
  void isServedBy(RequestLedger requests) {
    if (number != 0 && ledger == null) {
      ledger = requests.books().route("POST", "/" + name, null);
    }
  }

  /** Registers the gauge. */
  void show() {
    meters.showActive(name, active);
  }

  /** A call begins. */
  void started() {
    active.increment();
  }

  /** A call is over; called exactly once for each {@link #started}. */
  void finished() {
    active.decrement();
  }

  /** Records a call that ended with a status. */
  void record(long elapsedNanos, int code) {
    Timer timer = timers.get(code);
    if (timer == null) {
      timer = meters.timer(name, code);
      timers.set(code, timer);
    }
    timer.record(elapsedNanos, TimeUnit.NANOSECONDS);
  }
}
