package io.sonde.profiler;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Bytes that threads have allocated since they started; virtual threads are not known. */
final class ThreadAllocations {

  private ThreadAllocations() {}

  /** Of each live thread that is known, by its id; empty if the JVM does not tell. */
  static Map<Long, Long> now() {
    long[] ids = ManagementFactory.getThreadMXBean().getAllThreadIds();
    long[] bytes = of(ids);
    Map<Long, Long> known = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      if (bytes[i] >= 0) {
        known.put(ids[i], bytes[i]);
      }
    }
    return known;
  }

  /** Of each of the threads, -1 where it is not known. An empty array means "all" to some JVMs. */
  static long[] of(long[] ids) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    try {
      if (threads instanceof com.sun.management.ThreadMXBean platform) {
        return platform.getThreadAllocatedBytes(ids);
      }
    } catch (UnsupportedOperationException | LinkageError e) {
      // The runtime image has no module jdk.management, or the JVM does not count.
    }
    long[] unknown = new long[ids.length];
    Arrays.fill(unknown, -1);
    return unknown;
  }
}
