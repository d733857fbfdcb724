package io.sonde.testapp.load;

import io.sonde.testapp.load.RouteTimes.Outcome;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of a plan, each at its time, and waits for all answers.
 *
 * <p>Leader and followers: of the threads that are free, the one that holds {@code turn} waits for
 * the next request's time, passes the turn on and sends the request itself. So no hand-over stands
 * between the clock and the socket. A leader without a follower starts one, up to the most in
 * flight; beyond that, requests start late, which latency and {@link LoadReport#late()} show.
 *
 * <p>Concurrency:
 *
 * <table>
 * <caption>fields</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>nextArrival, random, threads</td><td>leader</td><td>leader</td><td>turn</td></tr>
 * <tr><td>measured, warmup</td><td>any thread</td><td>any thread</td><td>ConcurrentHashMap, then the row's lock</td></tr>
 * <tr><td>running</td><td>any thread</td><td>any thread</td><td>atomic; the last to leave opens {@code done}</td></tr>
 * </table>
 */
public final class LoadGenerator {

  /** A connection that has rested longer is not used again: the server may be about to close it. */
  private static final long REST_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final long LEAD_IN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long PROGRESS_SECONDS = 60;
  private static final long STACK_BYTES = 262_144;

  private final LoadPlan plan;
  private final LoopbackTarget target;
  private final ArrivalSchedule schedule;
  private final SplittableRandom random;
  private final long startNanos = System.nanoTime() + LEAD_IN_NANOS;

  private final ReentrantLock turn = new ReentrantLock();
  private long nextArrival;
  private int threads;

  private final AtomicInteger running = new AtomicInteger();
  private final CountDownLatch done = new CountDownLatch(1);

  private final Map<Outcome, RouteTimes> measured = new ConcurrentHashMap<>();
  private final Map<Outcome, RouteTimes> warmup = new ConcurrentHashMap<>();
  private final LongAdder completed = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder resent = new LongAdder();
  private final LongAccumulator maxSendLagNanos = new LongAccumulator(Math::max, 0);
  private final LongAccumulator lastEndNanos = new LongAccumulator(Math::max, 0);

  private LoadGenerator(LoadPlan plan) {
    this.plan = plan;
    this.target = LoopbackTarget.of(plan.target());
    this.schedule = ArrivalSchedule.of(plan);
    this.random = new SplittableRandom(plan.seed());
  }

  /**
   * Carries out a plan; returns when every request sent has its answer, its error or its time-out.
   *
   * @throws IllegalArgumentException if the target is not loopback
   */
  public static LoadReport run(LoadPlan plan) throws InterruptedException {
    return new LoadGenerator(plan).run();
  }

  private LoadReport run() throws InterruptedException {
    turn.lock();
    try {
      startFollower();
    } finally {
      turn.unlock();
    }
    while (!done.await(PROGRESS_SECONDS, TimeUnit.SECONDS)) {
      if (plan.scenario() == Scenario.ENDURANCE) {
        System.err.println(
            "load: "
                + completed.sum()
                + " of "
                + schedule.arrivals()
                + ", "
                + errors.sum()
                + " errors");
      }
    }
    return report();
  }

  private void startFollower() {
    threads++;
    running.incrementAndGet();
    Thread thread = new Thread(null, this::work, "load-" + threads, STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }

  private void work() {
    Slot slot = new Slot();
    try {
      for (Arrival arrival = next(); arrival != null; arrival = next()) {
        slot.send(arrival);
      }
    } finally {
      slot.close();
      if (running.decrementAndGet() == 0) {
        done.countDown();
      }
    }
  }

  /** Waits for the turn, then for the time of the next request; returns null when there is none. */
  private @Nullable Arrival next() {
    turn.lock();
    try {
      if (nextArrival == schedule.arrivals() || backlogOutlivedSchedule()) {
        return null;
      }
      if (threads < plan.maxInFlight() && !turn.hasQueuedThreads()) {
        startFollower();
      }
      long intendedNanos = startNanos + schedule.offsetNanos(nextArrival);
      boolean isWarmup = schedule.isWarmup(nextArrival);
      RequestTemplate template = plan.mix().choose(random);
      byte[] bytes = template.bytes(target.hostHeader(), random);
      nextArrival++;
      awaitNanos(intendedNanos);
      return new Arrival(template, bytes, intendedNanos, isWarmup);
    } finally {
      turn.unlock();
    }
  }

  private boolean backlogOutlivedSchedule() {
    return System.nanoTime() - startNanos > schedule.durationNanos() + plan.timeout().toNanos();
  }

  private static void awaitNanos(long untilNanos) {
    for (long left = untilNanos - System.nanoTime();
        left > 0;
        left = untilNanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void record(
      Arrival arrival, long sendNanos, long endNanos, long serverNanos, int status, String error) {
    long lagNanos = sendNanos - arrival.intendedNanos;
    maxSendLagNanos.accumulate(lagNanos);
    lastEndNanos.accumulate(endNanos - startNanos);
    if (lagNanos > LATE_NANOS) {
      late.increment();
    }
    if (!error.isEmpty()) {
      errors.increment();
    }
    completed.increment();
    Outcome outcome =
        new Outcome(arrival.template.method(), arrival.template.route(), status, error);
    (arrival.isWarmup ? warmup : measured)
        .computeIfAbsent(outcome, absent -> new RouteTimes())
        .record(endNanos - sendNanos, endNanos - arrival.intendedNanos, serverNanos);
  }

  private LoadReport report() {
    return new LoadReport(
        plan.target().toString(),
        plan.scenario().name().toLowerCase(Locale.ROOT),
        plan.mix().toString(),
        plan.ratePerSecond(),
        plan.duration().toNanos() / 1e9,
        plan.warmup().toNanos() / 1e9,
        plan.seed(),
        schedule.arrivals(),
        completed.sum(),
        schedule.arrivals() - completed.sum(),
        late.sum(),
        resent.sum(),
        errors.sum(),
        maxSendLagNanos.get() / 1e9,
        threads,
        lastEndNanos.get() / 1e9,
        rows(measured),
        rows(warmup));
  }

  private static List<LoadReport.Row> rows(Map<Outcome, RouteTimes> times) {
    return times.entrySet().stream()
        .map(entry -> entry.getValue().row(entry.getKey()))
        .sorted(
            Comparator.comparing(LoadReport.Row::route)
                .thenComparing(LoadReport.Row::method)
                .thenComparing(LoadReport.Row::status)
                .thenComparing(LoadReport.Row::error))
        .toList();
  }

  private static final class Arrival {

    final RequestTemplate template;
    final byte[] bytes;
    final long intendedNanos;
    final boolean isWarmup;

    Arrival(RequestTemplate template, byte[] bytes, long intendedNanos, boolean isWarmup) {
      this.template = template;
      this.bytes = bytes;
      this.intendedNanos = intendedNanos;
      this.isWarmup = isWarmup;
    }
  }

  /** One thread's place for a request in flight, with the connection it keeps. */
  private final class Slot {

    private @Nullable HttpConnection kept;
    private long sendNanos;
    private long serverNanos;

    void send(Arrival arrival) {
      int status = 0;
      serverNanos = 0;
      String error = "";
      sendNanos = System.nanoTime();
      try {
        status = sendOnce(arrival.bytes);
      } catch (IOException e) {
        error = e.getClass().getSimpleName();
        close();
      }
      record(arrival, sendNanos, System.nanoTime(), serverNanos, status, error);
    }

    private int sendOnce(byte[] bytes) throws IOException {
      HttpConnection rested = rested();
      if (rested != null) {
        try {
          return exchange(rested, bytes);
        } catch (SocketTimeoutException e) {
          throw e;
        } catch (IOException e) {
          if (rested.answerBegun()) {
            throw e;
          }
          resent.increment();
          close();
        }
      }
      HttpConnection opened = HttpConnection.open(target, plan.timeout().toMillis());
      kept = opened;
      return exchange(opened, bytes);
    }

    private @Nullable HttpConnection rested() {
      if (kept != null && System.nanoTime() - kept.lastUsedNanos() > REST_LIMIT_NANOS) {
        close();
      }
      return kept;
    }

    private int exchange(HttpConnection connection, byte[] bytes) throws IOException {
      // Opening a connection is part of latency, not of service.
      sendNanos = System.nanoTime();
      int status = connection.exchange(bytes, plan.timeout().toNanos());
      serverNanos = connection.serverNanos();
      if (!connection.reusable()) {
        close();
      }
      return status;
    }

    void close() {
      if (kept != null) {
        kept.close();
        kept = null;
      }
    }
  }
}
