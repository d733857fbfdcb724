package io.sonde.agent.instrumentation.executor.tomcat;

import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.agent.instrumentation.executor.PoolSizes;
import io.sonde.agent.instrumentation.executor.SizeGetter;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;

/** Reads Tomcat's thread pools that are none of the JDK's. */
final class TomcatSource implements ExecutorSource {

  @Override
  public boolean reads(Object executor) {
    return !(executor instanceof ThreadPoolExecutor);
  }

  @Override
  public boolean isOver(Object executor) {
    return ((ExecutorService) executor).isTerminated();
  }

  @Override
  public void addTo(PoolSizes sums, Object executor) {
    sums.addThreads(
        SizeGetter.number(executor, "getActiveCount"),
        SizeGetter.number(executor, "getPoolSize"),
        SizeGetter.number(executor, "getCorePoolSize"),
        SizeGetter.number(executor, "getMaximumPoolSize"));
    if (SizeGetter.get(executor, "getQueue") instanceof BlockingQueue<?> queue) {
      sums.addQueue(queue.size(), queue.remainingCapacity());
    }
  }
}
