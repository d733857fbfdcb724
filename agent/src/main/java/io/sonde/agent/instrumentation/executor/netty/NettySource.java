package io.sonde.agent.instrumentation.executor.netty;

import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.agent.instrumentation.executor.PoolSizes;
import io.sonde.agent.instrumentation.executor.SizeGetter;
import java.util.concurrent.ExecutorService;

/** Reads Netty's executors of one thread. */
final class NettySource implements ExecutorSource {

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
    sums.addThreads(0, 1, 1, 1);
    sums.addQueue(SizeGetter.number(executor, "pendingTasks"), Integer.MAX_VALUE);
  }
}
