package io.sonde.agent.instrumentation.executor.perthread;

import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.agent.instrumentation.executor.PoolSizes;
import java.util.concurrent.ExecutorService;

/** Reads executors that start a thread for each task; their threads are counted by Sonde. */
final class PerThreadSource implements ExecutorSource {

  @Override
  public boolean reads(Object executor) {
    return true;
  }

  @Override
  public boolean isOver(Object executor) {
    return executor instanceof ExecutorService service && service.isTerminated();
  }

  @Override
  public void addTo(PoolSizes sums, Object executor) {
    sums.addThreads(0, 0, 0, Integer.MAX_VALUE);
    sums.addQueue(0, Integer.MAX_VALUE);
  }

  @Override
  public String nameBy(Thread worker) {
    return worker.getName().isEmpty() ? "virtual" : ExecutorSource.super.nameBy(worker);
  }
}
