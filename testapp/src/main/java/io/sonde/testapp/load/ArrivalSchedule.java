package io.sonde.testapp.load;

import java.util.ArrayList;
import java.util.List;

/** The times at which requests are meant to start, evenly spaced within each phase. */
final class ArrivalSchedule {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final int SPIKE_FACTOR = 5;

  private final List<Phase> phases = new ArrayList<>();
  private final long warmupArrivals;

  private ArrivalSchedule(long warmupNanos, double ratePerSecond) {
    add(warmupNanos, ratePerSecond);
    warmupArrivals = arrivals();
  }

  static ArrivalSchedule of(LoadPlan plan) {
    ArrivalSchedule schedule = new ArrivalSchedule(plan.warmup().toNanos(), plan.ratePerSecond());
    long nanos = plan.duration().toNanos();
    if (plan.scenario() == Scenario.SPIKE) {
      long spikeNanos = nanos / 5;
      long beforeNanos = (nanos - spikeNanos) / 2;
      schedule.add(beforeNanos, plan.ratePerSecond());
      schedule.add(spikeNanos, plan.ratePerSecond() * SPIKE_FACTOR);
      schedule.add(nanos - spikeNanos - beforeNanos, plan.ratePerSecond());
    } else {
      schedule.add(nanos, plan.ratePerSecond());
    }
    return schedule;
  }

  private void add(long durationNanos, double ratePerSecond) {
    Phase last = phases.isEmpty() ? new Phase(0, 0, 0, 0, 1) : phases.get(phases.size() - 1);
    long count = Math.round(durationNanos / NANOS_PER_SECOND * ratePerSecond);
    phases.add(
        new Phase(
            last.startNanos + last.durationNanos,
            durationNanos,
            last.firstArrival + last.arrivals,
            count,
            ratePerSecond));
  }

  /** Returns the number of requests, those of the warm-up included. */
  long arrivals() {
    Phase last = phases.get(phases.size() - 1);
    return last.firstArrival + last.arrivals;
  }

  /** Returns the time from the first start to the end of the last phase. */
  long durationNanos() {
    Phase last = phases.get(phases.size() - 1);
    return last.startNanos + last.durationNanos;
  }

  boolean isWarmup(long arrival) {
    return arrival < warmupArrivals;
  }

  /** Returns when a request is meant to start, from the start of the first phase. */
  long offsetNanos(long arrival) {
    for (Phase phase : phases) {
      long inPhase = arrival - phase.firstArrival;
      if (inPhase < phase.arrivals) {
        return phase.startNanos + Math.round(inPhase * NANOS_PER_SECOND / phase.ratePerSecond);
      }
    }
    throw new IndexOutOfBoundsException("arrival " + arrival);
  }

  private record Phase(
      long startNanos,
      long durationNanos,
      long firstArrival,
      long arrivals,
      double ratePerSecond) {}
}
