package io.sonde.agent.instrumentation.executor.jetty;

import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.agent.instrumentation.executor.PoolSizes;
import io.sonde.agent.instrumentation.executor.SizeGetter;
import java.util.concurrent.BlockingQueue;

/** Reads Jetty's thread pools. */
final class JettySource implements ExecutorSource {

  private static final String UNNAMED = "qtp";

  @Override
  public boolean reads(Object executor) {
    return true;
  }

  @Override
  public boolean isOver(Object executor) {
    return SizeGetter.is(executor, "isStopped");
  }

  @Override
  public void addTo(PoolSizes sums, Object executor) {
    sums.addThreads(
        SizeGetter.number(executor, "getBusyThreads"),
        SizeGetter.number(executor, "getThreads"),
        SizeGetter.number(executor, "getMinThreads"),
        SizeGetter.number(executor, "getMaxThreads"));
    if (SizeGetter.get(executor, "getQueue") instanceof BlockingQueue<?> queue) {
      sums.addQueue(queue.size(), queue.remainingCapacity());
    }
  }

  @Override
  public String nameBy(Thread worker) {
    String name = ExecutorSource.super.nameBy(worker);
    for (int i = UNNAMED.length(); i < name.length(); i++) {
      if (!Character.isDigit(name.charAt(i))) {
        return name;
      }
    }
    // a pool that was given no name has its hash code in it
    return name.startsWith(UNNAMED) ? UNNAMED : name;
  }
}
