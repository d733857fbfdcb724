package io.sonde.agent.start;

import io.sonde.agent.weaving.OwnThread;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;

/**
 * What Sonde costs, as far as the JVM tells: readings for {@link Breaker}, all without the platform
 * MBean server. It cannot be linked in a JVM without the module {@code java.management}.
 *
 * <p>Used by the maintenance thread alone.
 */
final class OwnCosts {

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /** Last reading of each live thread, by id. */
  private final Map<Long, Long> lastNanos = new HashMap<>();

  private long sumNanos;

  /**
   * CPU time of our threads that work unasked, of those that ended as last seen; nanoseconds. An
   * open dashboard is not among it: pausing the measuring would not make it cheaper.
   */
  long cpuNanos() {
    if (threads.isThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled()) {
      for (Long id : OwnThread.unaskedIds()) {
        long nanos = threads.getThreadCpuTime(id);
        if (nanos >= 0) {
          Long last = lastNanos.put(id, nanos);
          // what a thread used before it was first seen is start-up, paid once
          sumNanos += last == null ? 0 : nanos - last;
        }
      }
      lastNanos.keySet().retainAll(OwnThread.unaskedIds());
    }
    return sumNanos;
  }

  /** Used share of the largest heap pool with a limit after its last collection; 0 if unknown. */
  static double heapUsedRatio() {
    double ratio = 0;
    long largest = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage after = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
      if (after != null && after.getMax() > largest) {
        largest = after.getMax();
        ratio = (double) after.getUsed() / after.getMax();
      }
    }
    return ratio;
  }
}
