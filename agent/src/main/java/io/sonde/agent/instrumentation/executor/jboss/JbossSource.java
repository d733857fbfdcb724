package io.sonde.agent.instrumentation.executor.jboss;

import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.agent.instrumentation.executor.PoolSizes;
import io.sonde.agent.instrumentation.executor.SizeGetter;
import java.util.concurrent.ExecutorService;

/** Reads JBoss's executors. */
final class JbossSource implements ExecutorSource {

  @Override
  public boolean reads(Object executor) {
    return true;
  }

  @Override
  public boolean isOver(Object executor) {
    return executor instanceof ExecutorService service && service.isTerminated();
  }

  @Override
  public boolean countsRuns() {
    return true;
  }

  @Override
  public void addTo(PoolSizes sums, Object executor) {
    sums.addThreads(
        0,
        SizeGetter.number(executor, "getPoolSize"),
        SizeGetter.number(executor, "getCorePoolSize"),
        SizeGetter.number(executor, "getMaximumPoolSize"));
    // -1 where the queue is not counted because it has no limit
    long queued = Math.max(0, SizeGetter.number(executor, "getQueueSize"));
    sums.addQueue(queued, SizeGetter.number(executor, "getMaximumQueueSize") - queued);
  }
}
