package io.sonde.agent.instrumentation.executor.timer;

import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.agent.instrumentation.executor.PoolSizes;

/** Reads timers, each of which is known by its one thread; the run is counted by Sonde. */
final class TimerSource implements ExecutorSource {

  @Override
  public boolean reads(Object executor) {
    return executor instanceof Thread;
  }

  @Override
  public boolean isOver(Object executor) {
    return executor instanceof Thread timer && !timer.isAlive();
  }

  @Override
  public boolean countsRuns() {
    return true;
  }

  @Override
  public void addTo(PoolSizes sums, Object executor) {
    if (executor instanceof Thread timer && TimerFields.areKnown()) {
      sums.addThreads(0, 1, 1, 1);
      sums.addQueue(TimerFields.queued(timer), Integer.MAX_VALUE);
    }
  }
}
